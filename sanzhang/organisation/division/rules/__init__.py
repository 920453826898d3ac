"""States of a draft and of an option, and the words for them."""

DRAFTING, READY, SIGNED, APPROVED = "drafting", "ready", "signed", "approved"
IN_FORCE, REFUSED, WITHDRAWN = "in_force", "refused", "withdrawn"
STATES = {
    DRAFTING: "正在计算",
    READY: "可以修改",
    SIGNED: "等街道审批",
    APPROVED: "已批准,等生效",
    IN_FORCE: "已生效",
    REFUSED: "街道退回",
    WITHDRAWN: "已撤回",
}
OPEN = (READY, REFUSED)  # the community may change it
ON_ITS_WAY = (SIGNED, APPROVED)
ENDED = (IN_FORCE, WITHDRAWN)

OPTIMAL, FEASIBLE, INFEASIBLE, EDITED = "optimal", "feasible", "infeasible", "edited"
STATUSES = {
    OPTIMAL: "已证明最优",
    FEASIBLE: "符合规定",
    INFEASIBLE: "没有完全符合规定的方案,这是最接近的",
    EDITED: "改动过",
}
MOVE, SOLVE = "move", "solve"
CHANGES = {MOVE: "移动楼栋", SOLVE: "重新计算"}
FEWEST, MOST = 400, 700  # households of a grid (§1.2)

TERMS = {
    "distance": "离网格中心近",
    "estates": "小区不拆开",
    "roads": "不跨大马路",
    "load": "管理负担均匀",
    "elderly": "老年人均匀",
    "renters": "出租户均匀",
    "moved": "少换网格",
}
LEAST_WEIGHT, MOST_WEIGHT = 0.0, 100.0  # 0 switches a term off, 1 is usual
