package dev.gatehouse.audit.cells;

import java.util.List;

/**
 * A sample of which only counts are known, as the cells that another sample is counted in.
 *
 * @param rows of the sample
 * @param columns each with its cells
 */
public record StatisticsColumns(long rows, List<Known> columns) {
    /**
     * What is known of a column.
     *
     * @param from of numbers: the least of each cell, ascending; null for categories
     * @param to of numbers: the end of each cell, which is not in it unless it is equal to {@code from} or the last; null likewise
     * @param texts of categories: sorted; null for numbers
     * @param counts of each cell
     * @param others rows of categories that are not named
     * @param otherValues about how many categories those are
     * @param missing rows without a value
     * @param strange rows whose value is no finite number
     */
    public record Known(
            String name,
            double[] from,
            double[] to,
            List<String> texts,
            long[] counts,
            long others,
            long otherValues,
            long missing,
            long strange) {
        boolean isNumber() {
            return from != null;
        }
    }
}
