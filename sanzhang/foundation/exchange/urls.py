"""Addresses of exchange."""

from django.urls import path

from sanzhang.foundation.exchange.pages import hooks, keys

urlpatterns = [
    path("keys/", keys.keys, name="exchange_keys"),
    path("keys/new/", keys.new_key, name="new_exchange_key"),
    path("keys/<int:key_id>/", keys.key, name="exchange_key"),
    path("keys/<int:key_id>/revoke/", keys.revoke, name="revoke_exchange_key"),
    path("keys/<int:key_id>/hooks/new/", hooks.new_hook, name="new_exchange_hook"),
    path("hooks/<int:hook_id>/", hooks.hook, name="exchange_hook"),
    path("hooks/<int:hook_id>/change/", hooks.change_hook, name="change_exchange_hook"),
    path("hooks/<int:hook_id>/again/", hooks.send_again, name="send_exchange_again"),
]
