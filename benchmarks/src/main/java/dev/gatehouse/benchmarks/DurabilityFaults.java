package dev.gatehouse.benchmarks;

import dev.gatehouse.gateway.log.LogKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Every system call that the log makes on its files fails in turn, by strace: with EIO, with ENOSPC, and by killing the process in it. The
 * power is cut after each, so that only what was synced counts.
 */
final class DurabilityFaults {

    /** What the log asks of the system on its files, as a trace of it shows, and which of the calls of one thread fails. */
    private static final Map<String, int[]> CALLS = new LinkedHashMap<>();

    static {
        CALLS.put("openat", new int[] {1, 3, 5});
        CALLS.put("mkdir", new int[] {1});
        CALLS.put("fcntl", new int[] {1});
        CALLS.put("lseek", new int[] {1, 2});
        CALLS.put("dup", new int[] {1});
        CALLS.put("getdents64", new int[] {1, 2});
        CALLS.put("newfstatat", new int[] {1, 3});
        CALLS.put("statfs", new int[] {1, 2});
        CALLS.put("pread64", new int[] {1, 2});
        CALLS.put("mmap", new int[] {1});
        CALLS.put("pwrite64", new int[] {1, 3, 10});
        CALLS.put("fdatasync", new int[] {1, 3, 10});
        CALLS.put("fsync", new int[] {1, 2, 4});
        CALLS.put("ftruncate", new int[] {1});
        CALLS.put("rename", new int[] {1, 2});
        CALLS.put("unlink", new int[] {1});
        CALLS.put("close", new int[] {1, 3});
    }

    private static final List<String> EFFECTS = List.of("error=EIO", "error=ENOSPC", "signal=KILL");
    private static final int SEGMENTS_WATCHED = 24;
    private static final long RUN_MILLIS = 200;

    private final PowerCutDisk disk;
    private final Path folder;
    private final DurabilityTally tally = new DurabilityTally();
    private final Set<String> reached = new TreeSet<>();
    private int first;

    DurabilityFaults(PowerCutDisk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    DurabilityTally tally() {
        return tally;
    }

    /** System calls that a fault reached. */
    Set<String> reached() {
        return reached;
    }

    static Set<String> calls() {
        return CALLS.keySet();
    }

    void all() throws Exception {
        for (Map.Entry<String, int[]> call : CALLS.entrySet()) {
            for (String effect : EFFECTS) {
                for (int which : call.getValue()) {
                    one(call.getKey(), effect, which);
                }
            }
        }
    }

    /** One fault: the {@code which}-th call of a thread. */
    void one(String call, String effect, int which) throws Exception {
        Path log = disk.path().resolve("faults");
        if (Files.isDirectory(log)) {
            // What a start removes, so that it removes something.
            Files.writeString(log.resolve(String.format("%019d.unfinished", 0)), "");
        }
        Path trace = folder.resolve("trace");
        List<String> strace = new ArrayList<>(
                List.of("strace", "-f", "-qq", "--seccomp-bpf", "-o", trace.toString(), "-e", "trace=" + call, "-e"));
        strace.add("inject=" + call + ":" + effect + ":when=" + which);
        for (Path path : watched(log)) {
            strace.add("-P");
            strace.add(path.toString());
        }
        WritingProcess process = WritingProcess.start(log, first, Optional.empty(), strace, folder.resolve("said"));
        process.run(RUN_MILLIS);
        disk.cut();
        BitSet acks = process.kill();
        if (Files.readString(trace).contains("INJECTED")) {
            reached.add(call);
        }
        disk.restart();
        try {
            DurabilityRecords.Found found = DurabilityRecords.read(log, LogKeys.none());
            tally.add(acks, found);
            first = Math.max(first, Math.max(found.next(), acks.length()));
        } catch (IOException e) {
            throw new IllegalStateException("after " + effect + " in call " + which + " of " + call
                    + " the log cannot be started: " + e.getMessage() + "; the process said: " + process.said());
        }
    }

    private static List<Path> watched(Path log) throws IOException {
        List<Path> paths = new ArrayList<>(List.of(log, log.resolve("lock"), log.resolve("signatures")));
        paths.add(log.resolve(String.format("%019d.unfinished", 0)));
        long from = 1;
        if (Files.isDirectory(log)) {
            try (Stream<Path> files = Files.list(log)) {
                from = files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".seg"))
                        .mapToLong(name -> Long.parseLong(name.substring(0, 19)))
                        .min()
                        .orElse(1);
            }
        }
        for (long number = from; number < from + SEGMENTS_WATCHED; number++) {
            paths.add(log.resolve(String.format("%019d.seg", number)));
            paths.add(log.resolve(String.format("%019d.unfinished", number)));
        }
        return paths;
    }
}
