from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praxis.regions import importing
from praxis.regions.errors import BadRegionFile
from praxis.regions.importing import MOST_LEVELS, read_trees
from tests.factories.regions import HEADER, region_file

TOP = "QQ,1,,province,North,উত্তর,"


def refusal(content: bytes) -> str:
    with pytest.raises(BadRegionFile) as refused:
        read_trees(content)
    return str(refused.value)


class TestReads:
    def test_a_tree_by_level_whatever_the_order_of_the_lines(self) -> None:
        (tree,) = read_trees(
            region_file("QQ,1.1.1,1.1,ward,Mill,,", "QQ,1.1,1,town,Lake,হ্রদ,Pond; Mere ;", TOP)
        )
        assert tree.country == "QQ"
        assert [[row.code for row in level] for level in tree.levels] == [["1"], ["1.1"], ["1.1.1"]]
        ((town,),) = tree.levels[1:2]
        assert (town.line, town.kind, town.name, town.parent_code) == (3, "town", "Lake", "1")
        assert (town.names, town.aliases) == ({"bn": "হ্রদ"}, ("Pond", "Mere"))
        assert town.search == "lake\nহ্রদ\npond\nmere"

    def test_what_spreadsheets_save(self) -> None:
        content = b"\xef\xbb\xbf" + region_file(TOP, "", '"QQ",2,,province,"South, lower",,')
        (tree,) = read_trees(content.replace(b"\n", b"\r\n"))
        assert [row.name for row in tree.rows] == ["North", "South, lower"]

    def test_columns_in_any_order_and_other_languages(self) -> None:
        header = "name_zh-Hant,name,kind,parent_code,code,country"
        (tree,) = read_trees(region_file("北,North,province,,1,QQ", header=header))
        ((row,),) = tree.levels
        assert (row.names, row.aliases) == ({"zh-Hant": "北"}, ())

    def test_several_countries(self) -> None:
        trees = read_trees(region_file("QR,1,,state,West,,", TOP))
        assert [(tree.country, len(list(tree.rows))) for tree in trees] == [("QQ", 1), ("QR", 1)]

    def test_a_digest_that_hears_of_every_change_and_of_nothing_else(self) -> None:
        south = "QQ,2,,province,South,,"
        (tree,) = read_trees(region_file(TOP, south))
        (turned,) = read_trees(region_file(south, TOP))
        assert turned.digest == tree.digest
        for other in (
            "QQ,2,1,province,South,,",
            "QQ,2,,state,South,,",
            "QQ,2,,province,S,,",
            "QQ,2,,province,South,দ,",
            "QQ,2,,province,South,,Down",
            "QQ,3,,province,South,,",
        ):
            (changed,) = read_trees(region_file(TOP, other))
            assert changed.digest != tree.digest, other


class TestRefuses:
    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("qq,2,,province,South,,", "Line 3, column country: 'qq' is not two capital letters"),
            (",2,,province,South,,", "Line 3, column country: it is empty"),
            ("QQ,,,province,South,,", "Line 3, column code: it is empty"),
            ("QQ,a b,,province,South,,", "Line 3, column code: 'a b' is not at most 60 letters"),
            ("QQ,1,,province,South,,", "Line 3, column code: 1 stands in line 2 too."),
            (
                "QQ,2,9,province,South,,",
                "Line 3, column parent_code: no region of QQ has the code 9",
            ),
            (
                "QQ,2,2,province,South,,",
                "Line 3, column parent_code: 2 lies, in the end, in itself.",
            ),
            (
                "QR,2,1,province,South,,",
                "Line 3, column parent_code: no region of QR has the code 1",
            ),
            ("QQ,2,,Province!,South,,", "Line 3, column kind: 'Province!' is not small letters"),
            ("QQ,2,,province,,,", "Line 3, column name: it is empty."),
            ("QQ,2,,province," + "x" * 201 + ",,", "Line 3, column name: it is longer than 200"),
            ("QQ,2,,province,So\x07uth,,", "Line 3, column name: there is a character that cannot"),
            ("QQ,2,,province,South,\u202eদ,", "Line 3, column name_bn: there is a character that"),
            ("QQ,2,,province,South", "Line 3: it has 5 cells, not 7."),
            ("QQ,2,,province,So\x00uth,,", "Line 3: there is a NUL character."),
            ('QQ,2,,province,"South,,', "Line 3: this is not CSV"),
            ('QQ,2,,province,"South"x,,', "Line 3: this is not CSV"),
        ],
    )
    def test_a_line_with_its_number_and_column(self, line: str, said: str) -> None:
        assert refusal(region_file(TOP, line)).startswith(said)

    @pytest.mark.parametrize(
        ("header", "said"),
        [
            (HEADER.replace(",kind", ""), "Line 1, column kind: it is missing."),
            (HEADER + ",name", "Line 1, column name: it is there twice."),
            (HEADER + ",name_en", "Line 1, column name_en: the English name stands in"),
            (HEADER + ",colour", "Line 1: there is no column 'colour'; there are country, code"),
            ("", "Line 1, column country: it is missing."),
        ],
    )
    def test_columns(self, header: str, said: str) -> None:
        assert refusal(region_file(TOP, header=header)).startswith(said)

    def test_an_empty_file_and_one_without_regions(self) -> None:
        assert refusal(b"") == "Line 1: the file is empty."
        assert refusal(region_file()) == "Line 2: there is no region in this file."

    def test_a_circle_further_down(self) -> None:
        said = refusal(region_file(TOP, "QQ,a,b,x,A,,", "QQ,b,c,x,B,,", "QQ,c,a,x,C,,"))
        assert said == "Line 3, column parent_code: a lies, in the end, in itself."

    def test_what_is_not_utf_8(self) -> None:
        content = (
            region_file(TOP, "QQ,2,,province,K\u00f6ln,,").decode().encode("latin-1", "replace")
        )
        assert refusal(content) == "Line 3: this is not UTF-8."

    def test_a_line_after_one_of_several_lines(self) -> None:
        said = refusal(region_file('QQ,1,,province,"North\nupper",,', "QQ,2,,,South,,"))
        assert said == "Line 4, column kind: it is empty."

    def test_more_than_it_should_hold(self, monkeypatch: pytest.MonkeyPatch) -> None:
        deep = ["QQ,0,,x,Top,,", *(f"QQ,{n},{n - 1},x,N,," for n in range(1, MOST_LEVELS + 1))]
        assert "the tree has more than 20 levels" in refusal(region_file(*deep))
        assert len(read_trees(region_file(*deep[:-1]))[0].levels) == MOST_LEVELS
        monkeypatch.setattr(importing, "MOST_ROWS", 2)
        assert refusal(region_file(*deep)) == "Line 4: there are more than 2 regions."
        monkeypatch.setattr(importing, "MOST_BYTES", 10)
        assert "larger than" in refusal(region_file(TOP))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(BadRegionFile):
        assert read_trees(content)


@given(st.lists(st.lists(st.text(max_size=6), min_size=5, max_size=8), max_size=5))
def test_any_cells_are_read_or_refused(lines: list[list[str]]) -> None:
    text = "\n".join([HEADER, *(",".join(cells) for cells in lines)])
    with suppress(BadRegionFile):
        assert read_trees(text.encode("utf-8", "surrogatepass"))
