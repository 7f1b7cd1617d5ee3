package dev.gatehouse.benchmarks;

import dev.gatehouse.card.CardHtml;
import dev.gatehouse.card.CardJson;
import dev.gatehouse.card.CardPdf;
import dev.gatehouse.card.HuggingFaceCard;
import dev.gatehouse.card.MlBom;
import dev.gatehouse.card.WrittenCard;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a full card costs in each of its forms: warm, in a new JVM, and a batch of cards in a JVM of its own whose memory is watched while
 * it runs. {@link FullCard} says what a full card is.
 */
final class ModelCards implements Benchmarks.Benchmark {
    private static final double LIMIT_PDF_CPU_MS = 500;
    private static final double LIMIT_HTML_CPU_MS = 100;
    private static final double LIMIT_COLD_SECONDS = 3;
    private static final double LIMIT_RESIDENT_MIB = 512;
    /** How much more memory the batch may hold in its last third than in its first. */
    private static final double LIMIT_GROWTH = 1.15;

    private static final String HEAP = "-Xmx192m";
    private static final List<String> ONE_TASK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int SAMPLE_EVERY_MS = 200;

    private final int warmUps;
    private final int runs;
    private final int coldRuns;
    private final int batch;

    /**
     * @param warmUps cards rendered before any is measured
     * @param runs cards measured in each form
     * @param coldRuns JVMs that write one card each
     * @param batch cards of the batch
     */
    ModelCards(int warmUps, int runs, int coldRuns, int batch) {
        this.warmUps = warmUps;
        this.runs = runs;
        this.coldRuns = coldRuns;
        this.batch = batch;
    }

    @Override
    public Figures run() throws Exception {
        Figures figures = new Figures();
        WrittenCard card = WrittenCard.of(FullCard.content(0));
        byte[] pdf = pdf(card);
        figures.say(
                "a full card: %,d bytes of JSON, %,d of PDF, %,d of HTML",
                card.json().length, pdf.length, html(card).length());
        Spread spread = measure(number -> pdf(card(number)));
        figures.say("PDF, warm: %s", spread);
        figures.atMost(LIMIT_PDF_CPU_MS, spread.mean(), "CPU ms for a PDF, all threads");
        spread = measure(number -> html(card(number)));
        figures.say("HTML page, warm: %s", spread);
        figures.atMost(LIMIT_HTML_CPU_MS, spread.mean(), "CPU ms for an HTML page, all threads");
        figures.say("JSON, warm: %s", measure(number -> CardJson.write(FullCard.content(number))));
        figures.say(
                "CycloneDX, warm: %s",
                measure(number -> MlBom.write(card(number), Optional.of(FullCard.annex()), FullCard.AT)));
        figures.say("Hugging Face, warm: %s", measure(number -> HuggingFaceCard.write(FullCard.content(number))));
        cold(figures);
        batch(figures);
        return figures;
    }

    /** Work on the card of a number. */
    private interface OnCard {
        Object run(int number) throws Exception;
    }

    private Spread measure(OnCard work) throws Exception {
        for (int i = 0; i < warmUps; i++) {
            work.run(i);
        }
        double[] ms = new double[runs];
        double all = ProcessCost.cpuSeconds(() -> {
            for (int i = 0; i < runs; i++) {
                long before = THREADS.getCurrentThreadCpuTime();
                work.run(i);
                ms[i] = (THREADS.getCurrentThreadCpuTime() - before) / 1e6;
            }
        });
        Arrays.sort(ms);
        return new Spread(1_000 * all / runs, ms[runs / 2], ms[(int) Math.ceil(0.95 * runs) - 1], ms[runs - 1]);
    }

    private static WrittenCard card(int number) {
        return WrittenCard.of(FullCard.content(number));
    }

    private static byte[] pdf(WrittenCard card) {
        return CardPdf.render(card, Optional.of(FullCard.annex()), FullCard.AT);
    }

    private static String html(WrittenCard card) {
        return CardHtml.render(card, Optional.of(FullCard.annex()));
    }

    private void cold(Figures figures) throws Exception {
        figures.atMost(
                LIMIT_COLD_SECONDS,
                firstPdf(figures, "for one task, as ./gatehouse starts its commands", ONE_TASK),
                "seconds for the first PDF, from the start of a JVM for one task, median");
        firstPdf(figures, "as a service starts", List.of());
    }

    /** Seconds from the start of a JVM to the end of its only card, median. */
    private double firstPdf(Figures figures, String started, List<String> options) throws Exception {
        double[] wall = new double[coldRuns];
        double[] cpu = new double[coldRuns];
        for (int i = 0; i < coldRuns; i++) {
            long start = System.nanoTime();
            Process child = child(1, options).start();
            String told = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            end(child, told);
            wall[i] = (System.nanoTime() - start) / 1e9;
            cpu[i] = Double.parseDouble(told);
        }
        Arrays.sort(wall);
        Arrays.sort(cpu);
        figures.say(
                "a new JVM, started %s, that writes one PDF: %.2f s median (%.2f to %.2f), %.2f CPU s",
                started, wall[coldRuns / 2], wall[0], wall[coldRuns - 1], cpu[coldRuns / 2]);
        return wall[coldRuns / 2];
    }

    private void batch(Figures figures) throws Exception {
        Process child = child(batch, List.of()).start();
        List<Long> samples = new ArrayList<>();
        while (child.isAlive()) {
            resident(child.pid()).ifPresent(samples::add);
            Thread.sleep(SAMPLE_EVERY_MS);
        }
        String told = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        end(child, told);
        if (samples.size() < 6) {
            figures.say("%,d PDFs in one JVM (%s): memory is not known on this system", batch, HEAP);
            return;
        }
        int third = samples.size() / 3;
        double first = mean(samples.subList(third / 2, third));
        double last = mean(samples.subList(2 * third, samples.size()));
        long peak = samples.stream().mapToLong(Long::longValue).max().orElseThrow();
        figures.say(
                "%,d PDFs in one JVM (%s): %.1f CPU s; MiB resident %.0f in its first third, %.0f in its last, %d samples",
                batch, HEAP, Double.parseDouble(told), first, last, samples.size());
        figures.atMost(LIMIT_RESIDENT_MIB, peak, "MiB resident at most");
        figures.atMost(LIMIT_GROWTH, last / first, "times the memory of the first third in the last");
    }

    private static ProcessBuilder child(int cards, List<String> options) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), HEAP));
        command.addAll(options);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Batch.class.getName(), Integer.toString(cards)));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    private static void end(Process child, String told) throws InterruptedException {
        if (child.waitFor() != 0) {
            throw new IllegalStateException("a JVM that writes cards ended with " + child.exitValue() + ": " + told);
        }
    }

    private static double mean(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).average().orElseThrow();
    }

    /** What a process holds now, in MiB; empty where the system does not tell. */
    private static OptionalLong resident(long pid) throws IOException {
        Path status = Path.of("/proc/" + pid + "/status");
        if (!Files.isReadable(status)) {
            return OptionalLong.empty();
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst();
        } catch (IOException e) {
            // The process ended between the question and the answer.
            return OptionalLong.empty();
        }
    }

    /**
     * CPU milliseconds of several runs.
     *
     * @param mean of a run, with the work of compiler and collector
     * @param median of the rendering thread alone, as are the others
     */
    private record Spread(double mean, double median, double p95, double most) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.1f CPU ms mean with compiler and collector; the thread itself %.1f median, %.1f 95th percentile, %.1f most",
                    mean,
                    median,
                    p95,
                    most);
        }
    }

    /** Writes so many different cards as PDF and prints the CPU seconds of the process. */
    static final class Batch {
        private Batch() {}

        public static void main(String[] args) {
            for (int i = 0; i < Integer.parseInt(args[0]); i++) {
                if (pdf(card(i)).length == 0) {
                    throw new IllegalStateException("an empty PDF");
                }
            }
            System.out.println(ProcessCost.cpuSecondsSoFar());
        }
    }
}
