package dev.gatehouse.audit.worker;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.Digests;
import dev.gatehouse.audit.report.Report;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Runs an {@link AuditJob} in a child JVM and waits for it. The child has an empty environment, a low priority, a limit on its
 * memory and its time, and is the first that Linux ends when the machine runs out of memory. It dies with its caller.
 */
public final class AuditProcess {

    /** The largest report that is taken, in bytes. */
    public static final int MAX_REPORT_BYTES = 64 * 1024 * 1024;

    /** The largest cells that are taken, gzipped and not, in bytes. */
    public static final int MAX_CELLS_BYTES = 256 * 1024 * 1024;

    private static final long POLL_MILLIS = 100;
    private static final long END_SECONDS = 10;
    private static final int SIGNAL_BASE = 128;
    private static final int SIGKILL = 9;
    private static final int MAX_REASON_BYTES = 16 * 1024;
    /** Where HotSpot tells of a crash; it then ends with code 1, since it is told to dump no core. */
    private static final String CRASH = "crash.log";

    /** Room beside heap and engine: code, metaspace, stacks, ONNX Runtime, mapped libraries. Address space, not memory in use. */
    private static final long OTHER_MEGABYTES = 2_560;

    private AuditProcess() {}

    /**
     * What the child may use.
     *
     * @param heapMegabytes the Java heap; a model file of N bytes needs about 2 N of it
     * @param engineMegabytes the memory of the engine that counts; the model's session comes on top
     * @param time from start to end
     */
    public record Limits(int heapMegabytes, int engineMegabytes, Duration time) {
        public Limits {
            if (heapMegabytes < 64 || engineMegabytes < 64 || time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("an audit needs 64 MB of heap, 64 MB beside it, and some time");
            }
        }

        private long addressSpaceKilobytes() {
            return (heapMegabytes + engineMegabytes + OTHER_MEGABYTES) * 1024;
        }
    }

    /** How a run ended. */
    public sealed interface Outcome {

        /**
         * It came to a report.
         *
         * @param report read from {@code reportBytes}
         * @param reportBytes as they are to be stored
         * @param gzippedCells the cells' JSON, gzipped; its digest is the report's {@code cells_digest}
         */
        record Done(Report report, byte[] reportBytes, byte[] gzippedCells) implements Outcome {}

        /** The model or the data cannot be audited. */
        record Refused(String reason) implements Outcome {}

        /** The child broke off: a crash, a limit, a fault. */
        record Broken(String reason) implements Outcome {}

        /** The caller asked it to end. */
        record Cancelled() implements Outcome {}
    }

    /**
     * Runs a job and removes its work folder. An interrupt of the calling thread ends the child, and the interrupt stays set.
     *
     * @param parent folder in which the work folder is made; it must have room for the scored rows
     * @param progress told what the child does, on a thread of its own; stages are words for people
     * @param cancelled asked several times a second
     * @throws UncheckedIOException when no child can be started
     */
    public static Outcome run(AuditJob job, Path parent, Limits limits, Progress progress, BooleanSupplier cancelled) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory(
                    parent,
                    "audit-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            job.write(folder);
            return watch(start(folder, limits, job.isLarge()), folder, limits, progress, cancelled);
        } catch (IOException e) {
            throw new UncheckedIOException("the audit's process could not be run", e);
        } finally {
            delete(folder);
        }
    }

    private static Outcome watch(
            Process child, Path folder, Limits limits, Progress progress, BooleanSupplier cancelled)
            throws IOException {
        ChildOutput output = ChildOutput.follow(child, progress);
        long deadline = System.nanoTime() + limits.time().toNanos();
        try {
            while (!child.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (cancelled.getAsBoolean()) {
                    return new Outcome.Cancelled();
                }
                if (System.nanoTime() - deadline >= 0) {
                    return new Outcome.Broken("the audit took longer than the limit of "
                            + limits.time().toSeconds() + " seconds and was ended");
                }
            }
            output.await();
            return outcome(child.exitValue(), folder, limits, output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Cancelled();
        } finally {
            end(child);
        }
    }

    private static Outcome outcome(int code, Path folder, Limits limits, ChildOutput output) throws IOException {
        switch (code) {
            case AuditWorker.DONE:
                return done(folder);
            case AuditWorker.REFUSED:
                return new Outcome.Refused(
                        new String(read(folder.resolve(AuditWorker.REASON), MAX_REASON_BYTES), StandardCharsets.UTF_8));
            case AuditWorker.OUT_OF_MEMORY:
                return new Outcome.Broken("the audit needs more than its " + limits.heapMegabytes() + " MB of heap");
            default:
                return new Outcome.Broken(broken(code, folder, output));
        }
    }

    private static String broken(int code, Path folder, ChildOutput output) {
        if (Files.exists(folder.resolve(CRASH))) {
            return "the audit's process crashed in native code, or against the limit on its memory";
        }
        if (code > SIGNAL_BASE) {
            int signal = code - SIGNAL_BASE;
            return "the audit's process was ended by signal " + signal
                    + (signal == SIGKILL ? ", perhaps because memory ran out" : "");
        }
        return "the audit's process failed with code " + code + output.lastError();
    }

    private static Outcome done(Path folder) throws IOException {
        byte[] reportBytes = read(folder.resolve(AuditWorker.REPORT), MAX_REPORT_BYTES);
        byte[] cells = read(folder.resolve(AuditWorker.CELLS), MAX_CELLS_BYTES);
        Report report = Report.parse(reportBytes);
        String digest = Digests.sha256(unzip(cells));
        if (!digest.equals(report.cellsDigest())) {
            return new Outcome.Broken("the audit's cells are not those of its report");
        }
        return new Outcome.Done(report, reportBytes, cells);
    }

    /**
     * The cells' JSON from their gzipped bytes.
     *
     * @throws AuditException when they are no gzip, or more than {@value #MAX_CELLS_BYTES} bytes
     */
    public static byte[] unzip(byte[] gzipped) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
            byte[] bytes = in.readNBytes(MAX_CELLS_BYTES + 1);
            if (bytes.length > MAX_CELLS_BYTES) {
                throw new AuditException("the cells have more than " + MAX_CELLS_BYTES + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new AuditException("the cells are no gzip: " + e.getMessage(), e);
        }
    }

    private static Process start(Path folder, Limits limits, boolean large) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/bin/sh"))) {
            // exec keeps the process id, so that what is ended is the JVM and not a shell before it.
            command.addAll(List.of(
                    "/bin/sh",
                    "-c",
                    "ulimit -c 0 2>/dev/null; ulimit -v \"$0\" 2>/dev/null;"
                            + " { echo 1000 >/proc/self/oom_score_adj; } 2>/dev/null;"
                            + " if command -v nice >/dev/null; then exec nice -n 10 \"$@\"; else exec \"$@\"; fi",
                    Long.toString(limits.addressSpaceKilobytes())));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + limits.heapMegabytes() + "m",
                "-Xss1m",
                "-XX:+UseSerialGC",
                // Rows are DuckDB's business, and what Java computes from their counts is over before the second
                // compiler would
                // pay for itself; but only that one knows the processor's instructions to hash a large file with.
                large ? "-XX:+TieredCompilation" : "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=96m",
                "-XX:CompressedClassSpaceSize=128m",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "-D" + AuditWorker.ENGINE_MEGABYTES + "=" + limits.engineMegabytes(),
                "-XX:ErrorFile=" + folder.resolve(CRASH),
                "-XX:+DisplayVMOutputToStderr",
                "-Dfile.encoding=UTF-8",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                classPath(),
                AuditWorker.class.getName(),
                folder.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
        builder.environment().put("LANG", "C.UTF-8");
        // glibc would set 128 MB of addresses aside for each thread.
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        return builder.start();
    }

    /**
     * Where the child finds its classes: this JVM's class path if these classes come from it. Otherwise an application's own loader
     * has them from a jar, and the libraries lie beside it (as in Quarkus's fast-jar) or in the folder {@code lib} beside it (as
     * this module's build leaves them).
     */
    private static String classPath() {
        CodeSource source = AuditProcess.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IllegalStateException("audits need their classes as files; this application has none");
        }
        Path here = path(source.getLocation());
        String whole = System.getProperty("java.class.path", "");
        boolean ours = Arrays.stream(whole.split(File.pathSeparator))
                .filter(entry -> !entry.isBlank())
                .anyMatch(entry -> Path.of(entry).toAbsolutePath().normalize().equals(here));
        if (ours) {
            return whole;
        }
        Path folder = here.getParent();
        return String.join(
                File.pathSeparator,
                here.toString(),
                folder + File.separator + "*",
                folder.resolve("lib") + File.separator + "*");
    }

    private static Path path(URL location) {
        try {
            return Path.of(location.toURI());
        } catch (URISyntaxException e) {
            // Quarkus's loader leaves blanks in the address as they are.
            return Path.of(location.getPath());
        }
    }

    private static byte[] read(Path file, int limit) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new AuditException(file.getFileName() + " has more than " + limit + " bytes");
            }
            return bytes;
        }
    }

    private static void end(Process child) {
        child.destroyForcibly();
        boolean interrupted = Thread.interrupted();
        try {
            child.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the audit's work folder could not be removed", e);
        }
    }
}
