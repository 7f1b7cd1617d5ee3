package dev.gatehouse.governance.packs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.governance.packs.LineDifference.Line;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineDifferenceTest {

    @Test
    void theSameTextHasNoDifference() {
        assertThat(LineDifference.between("a\nb\n", "a\nb")).isEqualTo(new LineDifference(List.of(), true));
        assertThat(LineDifference.between("", "").lines()).isEmpty();
    }

    @Test
    void changedAddedAndRemovedLinesHaveTheirOwnNumbers() {
        assertThat(LineDifference.between("a\nb\nc\nd\ne", "a\nB\nc\ne\nf").lines())
                .containsExactly(
                        new Line("−", 2, "b"), new Line("+", 2, "B"), new Line("−", 4, "d"), new Line("+", 5, "f"));
        assertThat(LineDifference.between("", "x\ny").lines())
                .containsExactly(new Line("+", 1, "x"), new Line("+", 2, "y"));
        assertThat(LineDifference.between("x\nx\nx", "x").lines()).hasSize(2).noneMatch(Line::added);
    }

    @Test
    void whatRemainsAfterTheDifferenceIsTheSame() {
        List<String> old = List.of("k", "a", "b", "a", "c", "m", "a");
        List<String> now = List.of("k", "b", "a", "d", "c", "a", "a", "z");
        List<Line> lines = LineDifference.between(String.join("\n", old), String.join("\n", now))
                .lines();
        assertThat(without(old, lines, false)).isEqualTo(without(now, lines, true));
    }

    @Test
    void textsThatHaveTooLittleInCommonAreNotCompared() {
        String old = IntStream.range(0, 4_000).mapToObj(i -> "old " + i).collect(Collectors.joining("\n"));
        String now = IntStream.range(0, 4_000).mapToObj(i -> "new " + i).collect(Collectors.joining("\n"));
        assertThat(LineDifference.between(old, now)).isEqualTo(new LineDifference(List.of(), false));
        assertThat(LineDifference.between(old, old + "\nnew").lines()).containsExactly(new Line("+", 4_001, "new"));
    }

    private static List<String> without(List<String> text, List<Line> lines, boolean added) {
        List<Integer> gone =
                lines.stream().filter(l -> l.added() == added).map(Line::number).toList();
        return IntStream.rangeClosed(1, text.size())
                .filter(n -> !gone.contains(n))
                .mapToObj(n -> text.get(n - 1))
                .toList();
    }
}
