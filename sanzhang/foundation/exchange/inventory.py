"""Every field of exchange and why it is kept."""

from sanzhang.foundation.records.inventory import Fields, internal

FIELDS: Fields = {
    **internal("ApiKey", "id code name keeper area reaches digest a_minute", "其他系统凭密钥接入"),
    **internal("ApiKey", "made_by made_at expires_at revoked_at last_used_at", "谁发的密钥,用没用过"),
    **internal("Hook", "id key url events secret old_secret old_until", "把进展告诉其他系统"),
    **internal("Hook", "state made_by made_at resting_until succeeded_at changed_at", "通知送不送得到"),
    **internal("Delivery", "id hook entry_id event body state tries made_at tried_at", "通知送到没有"),
    **internal("Delivery", "next_at answered trouble delivered_at", "通知送到没有"),
}
