package dev.gatehouse.benchmarks;

import dev.gatehouse.audit.FairnessAudit;
import dev.gatehouse.audit.cells.Cells;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * For information: what the audit costs a row, beside the least that counting could cost (a tight loop of two threads over arrays
 * that are in memory and coded already), and from CSV. Reading, decoding and coding are what the difference is spent on.
 */
final class AuditCosts implements Benchmarks.Benchmark {
    private static final int ROUNDS = 3;
    private static final int BINS = 1_024;

    private final int rows;
    private final int csvRows;

    AuditCosts(int rows, int csvRows) {
        this.rows = rows;
        this.csvRows = csvRows;
    }

    @Override
    public Figures run() throws Exception {
        Path folder = Files.createTempDirectory("gatehouse-bench-");
        try {
            Figures figures = new Figures();
            Path parquet = AuditData.parquet(folder.resolve("rows.parquet"), rows);
            Cells[] cells = new Cells[1];
            double audit = best(() ->
                    cells[0] = FairnessAudit.run(AuditData.plan(), parquet).cells());
            Arrays arrays = Arrays.of(rows);
            long[] counted = new long[1];
            double loop = best(() -> counted[0] = arrays.count());
            figures.say(
                    "whole audit of %,d rows of Parquet (%,d cells): %.0f CPU ns a row",
                    rows, cells[0].cells().size(), audit / rows * 1e9);
            figures.say(
                    "a two-thread loop over arrays in memory (%,d rows): %.1f CPU ns a row",
                    counted[0], loop / rows * 1e9);
            Path csv = AuditData.csv(folder.resolve("rows.csv"), csvRows);
            Path small = AuditData.parquet(folder.resolve("small.parquet"), csvRows);
            double fromCsv = best(() -> FairnessAudit.run(AuditData.plan(), csv));
            double fromParquet = best(() -> FairnessAudit.run(AuditData.plan(), small));
            figures.say(
                    "whole audit of %,d rows: %.2f CPU s from CSV, %.2f from Parquet: %.1f times",
                    csvRows, fromCsv, fromParquet, fromCsv / fromParquet);
            return figures;
        } finally {
            Folders.delete(folder);
        }
    }

    private static double best(ProcessCost.Work work) throws Exception {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            best = Math.min(best, ProcessCost.cpuSeconds(work));
        }
        return best;
    }

    /**
     * Rows as codes: 40 groups (2 × 5 × 4 values), label, and a score in [0, 1).
     */
    private record Arrays(byte[] sex, byte[] ageBand, byte[] region, byte[] label, float[] score) {
        static Arrays of(int rows) {
            Arrays arrays = new Arrays(new byte[rows], new byte[rows], new byte[rows], new byte[rows], new float[rows]);
            long state = 1;
            for (int i = 0; i < rows; i++) {
                state = state * 6364136223846793005L + 1442695040888963407L;
                int high = (int) (state >>> 33);
                arrays.sex[i] = (byte) (high & 1);
                arrays.ageBand[i] = (byte) ((high >>> 1) % 5);
                arrays.region[i] = (byte) (high >>> 8 & 3);
                arrays.label[i] = (byte) ((high >>> 10) % 5 == 0 ? 1 : 0);
                arrays.score[i] = (high >>> 7 & 0xffffff) / (float) 0x1000000;
            }
            return arrays;
        }

        /** Counts all cells with two threads; returns the rows that were counted. */
        long count() throws InterruptedException {
            int[][] counts = new int[2][40 * 2 * 2 * BINS];
            int half = score.length / 2;
            Thread other = new Thread(() -> count(counts[1], half, score.length));
            other.start();
            count(counts[0], 0, half);
            other.join();
            long rows = 0;
            for (int[] part : counts) {
                for (int n : part) {
                    rows += n;
                }
            }
            return rows;
        }

        private void count(int[] counts, int from, int to) {
            for (int i = from; i < to; i++) {
                int group = (sex[i] * 5 + ageBand[i]) * 4 + region[i];
                int decision = score[i] >= 0.5f ? 1 : 0;
                counts[((group * 2 + label[i]) * 2 + decision) * BINS + (int) (score[i] * BINS)]++;
            }
        }
    }
}
