package dev.gatehouse.governance.packs;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines in which two texts differ, by a longest common subsequence.
 *
 * @param lines those that differ, in order, with the unchanged ones around them left out
 * @param complete false when the texts differ too much to be compared line by line; {@code lines} is empty then
 */
public record LineDifference(List<Line> lines, boolean complete) {

    /** Most pairs of lines that are compared: enough for a pack rewritten by half, and done within a second. */
    private static final long MAX_PAIRS = 9_000_000L;

    /**
     * A line that only one text has.
     *
     * @param sign {@code −} for a line of the earlier text, {@code +} for one of the later
     * @param number of the line in its own text, from 1
     */
    public record Line(String sign, int number, String text) {

        /** Whether it is in the later text. */
        public boolean added() {
            return sign.equals("+");
        }
    }

    /** The difference of two texts. */
    public static LineDifference between(String before, String after) {
        List<String> old = before.lines().toList();
        List<String> now = after.lines().toList();
        int start = 0;
        while (start < old.size() && start < now.size() && old.get(start).equals(now.get(start))) {
            start++;
        }
        int oldEnd = old.size();
        int nowEnd = now.size();
        while (oldEnd > start && nowEnd > start && old.get(oldEnd - 1).equals(now.get(nowEnd - 1))) {
            oldEnd--;
            nowEnd--;
        }
        if ((long) (oldEnd - start) * (nowEnd - start) > MAX_PAIRS) {
            return new LineDifference(List.of(), false);
        }
        return new LineDifference(walk(old.subList(start, oldEnd), now.subList(start, nowEnd), start), true);
    }

    private static List<Line> walk(List<String> old, List<String> now, int offset) {
        int[][] common = new int[old.size() + 1][now.size() + 1];
        for (int i = old.size() - 1; i >= 0; i--) {
            for (int j = now.size() - 1; j >= 0; j--) {
                common[i][j] = old.get(i).equals(now.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Line> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
                i++;
                j++;
            } else if (j == now.size() || (i < old.size() && common[i + 1][j] >= common[i][j + 1])) {
                lines.add(new Line("−", offset + i + 1, old.get(i)));
                i++;
            } else {
                lines.add(new Line("+", offset + j + 1, now.get(j)));
                j++;
            }
        }
        return lines;
    }
}
