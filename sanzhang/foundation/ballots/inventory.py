"""Polls and rolls: who may vote is a household's number; what was voted is joined to nobody."""

from sanzhang.foundation.records.inventory import internal, public

FIELDS = {
    **public(
        "Poll",
        "id about token options most places needs quorum_of quorum_in roll_size opens_at closes_at state ended_at"
        " result void_words",
        "投票的内容、规则和结果",
    ),
    **internal("Poll", "community_id area purpose opened_by frozen_at", "投票的组织"),
    **internal(
        "Voter",
        "id poll community_id number key label code_index way",
        "投票名册:门牌、投票码的指纹、用哪种方式投过(不记时间,不记投了什么)",
    ),
    **internal("Urn", "id poll number sealed count", "封存的票箱,计票后清空"),
    **internal(
        "PaperBatch",
        "id poll number count first second first_by second_by words state",
        "纸票的两遍录入,计票后清空",
    ),
    **public("Ballot", "id poll number choices", "计票后公布的选票,不含是谁投的"),
}
