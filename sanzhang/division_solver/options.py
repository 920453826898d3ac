"""The words of `./sz divide`: options, their help in Chinese, and what is said when they are wrong."""

import argparse
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from sanzhang.division_solver.problem import HI, LO, TERMS, Weights

PROGRAM = "./sz divide"
TERMS_IN_WORDS = {
    "距离": "distance",
    "小区": "estates",
    "道路": "roads",
    "负荷": "load",
    "老人": "elderly",
    "租户": "renters",
    "变动": "moved",
}
ABOUT = """把楼栋表划成网格:每栋楼在且只在一个网格里,每个网格户数在上下限之间,楼栋连成一片。

楼栋表(.csv 或 .xlsx)一栋楼一行。必须有:楼栋、户数,和 经度、纬度(或者 x、y,单位米)。
可以有:社区(有这一列就各社区分开算)、小区、地块、老人、租户、负荷、
现网格(可以有几列,如 现网格:公安)、锁定(写同样内容的楼在一个网格,不同的分开)、
整格(是:锁定的这一组单独成一个网格)。"""
AFTER = """退出码:0 全部合规;1 至少一个社区没有合规方案(仍写出最接近的方案并标明);2 输入有错,什么也没有写。

例子:
  ./sz divide 楼栋.csv --out 方案.csv --geojson 方案.geojson --report 报告.html
  ./sz divide 楼栋.csv --grids 6 --weights 小区=2,变动=1 --proof --report 报告.html"""
SAID = (
    (r"argument (\S+): expected one argument", r"\1 后面要写一个值。"),
    (r"argument (.+?): (.+)", r"\1:\2"),
    (r"the following arguments are required: (.+)", r"还要写上\1。"),
    (r"unrecognized arguments: (.+)", r"不认得:\1。"),
)


class _Parser(argparse.ArgumentParser):
    """Says in Chinese what is wrong with a command line."""

    def error(self, message: str) -> NoReturn:
        for pattern, words in SAID:
            if re.fullmatch(pattern, message):
                message = re.sub(pattern, words, message)
                break
        self.exit(2, f"{message}\n怎样写,看 {PROGRAM} --help 。\n")


class _Layout(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=6, width=48)  # a Chinese character is two columns wide

    def add_usage(
        self, usage: str | None, actions: object, groups: object, prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "用法:")  # type: ignore[arg-type]


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return what a command line asks for; leaves with 2 and a sentence if it can't be understood."""
    parser = _Parser(
        prog=PROGRAM,
        usage=f"{PROGRAM} 楼栋表 [选项]",
        description=ABOUT,
        epilog=AFTER,
        formatter_class=_Layout,
        add_help=False,
        allow_abbrev=False,
    )
    _add_files(parser)
    _add_rules(parser)
    _add_work(parser)
    wanted = parser.parse_args(argv)
    if wanted.lo > wanted.hi:
        parser.error(f"--lo 是 {wanted.lo},比 --hi 的 {wanted.hi} 大。请调换过来。")
    return wanted


def _add_files(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("文件")
    group.add_argument("file", metavar="楼栋表", type=Path, help="楼栋表,.csv(UTF-8 或 GB18030)或 .xlsx")
    group.add_argument("--edges", metavar="文件", type=Path, help="相邻表,两列:楼栋、邻楼;不给就按位置推算")
    group.add_argument(
        "--roads", metavar="文件", type=Path, help="道路、铁路、河流,GeoJSON 线;跨过它们的楼不算相邻"
    )
    group.add_argument("--out", metavar="文件", type=Path, help="写出方案:原表加“网格”列,Excel 能直接打开")
    group.add_argument("--geojson", metavar="文件", type=Path, help="写出地图数据:楼栋的点和网格的面")
    group.add_argument("--report", metavar="文件", type=Path, help="写出报告:一个网页,能打印,手机能看")


def _add_rules(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("规则")
    group.add_argument("--lo", metavar="户数", type=_count, default=LO, help=f"每个网格最少几户({LO})")
    group.add_argument("--hi", metavar="户数", type=_count, default=HI, help=f"每个网格最多几户({HI})")
    group.add_argument("--grids", metavar="个数", type=_count, help="指定划几个网格;不指定就由户数决定")
    group.add_argument("--whole-estates", action="store_true", help="一个网格装得下的小区不许拆")
    names = "、".join(f"{chinese} {name}" for chinese, name in TERMS_IN_WORDS.items())
    words = f"各项的轻重,如 小区=2,变动=1;1 是平常,0 是不管。各项:{names}"
    group.add_argument("--weights", metavar="项=数", type=_weights, default=Weights(), help=words)


def _add_work(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("计算")
    group.add_argument(
        "--seed", metavar="整数", type=_seed, default=0, help="随机种子;同样的种子得到同样的方案(0)"
    )
    group.add_argument(
        "--time-limit", metavar="秒", type=_seconds, default=10.0, help="每个社区最多算几秒(10)"
    )
    group.add_argument("--proof", action="store_true", help="尽量证明方案最优(更慢)")
    group.add_argument("--processes", metavar="个数", type=_count, help="同时用几个进程;不写就用全部核心")
    group.add_argument(
        "--alternatives",
        action=argparse.BooleanOptionalAction,
        help="报告里也算(不算)多一格、少一格的方案;都不写,社区不超过 20 个时算",
    )
    group.add_argument("-h", "--help", action="help", help="显示这些说明")


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}”不是 1 以上的整数。")
    return int(text)


def _seed(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise argparse.ArgumentTypeError(f"“{text}”不是 0 以上的整数。")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < 1e6:
        raise argparse.ArgumentTypeError(f"“{text}”不是大于 0 的秒数。")
    return seconds


def _weights(text: str) -> Weights:
    found: dict[str, float] = {}
    for part in filter(None, re.split(r"[,,]", text)):
        name, _, number = (word.strip() for word in part.partition("="))
        term = TERMS_IN_WORDS.get(name, name)
        if term not in TERMS:
            names = "、".join(TERMS_IN_WORDS)
            raise argparse.ArgumentTypeError(f"没有“{name}”这一项。能写的有:{names}。")
        if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]+)?", number):
            raise argparse.ArgumentTypeError(f"“{part}”要写成 项=数,数是 0 或更大,比如 {name}=2。")
        found[term] = float(number)
    return Weights(**found)
