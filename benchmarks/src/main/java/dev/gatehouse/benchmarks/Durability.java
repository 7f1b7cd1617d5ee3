package dev.gatehouse.benchmarks;

import dev.gatehouse.gateway.log.LogKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The outcome log under attack: processes killed in the midst of their work, power cut, system calls that fail, a full disk, flipped
 * bits. Counts what was acknowledged and is not there afterwards, and what is there and is not as it was written.
 */
final class Durability implements Benchmarks.Benchmark {

    /**
     * How much is done.
     *
     * @param kills of a process that writes
     * @param gatewayKills of the whole gateway under calls
     * @param cuts of the power under a process that writes
     * @param gatewayCuts of the power under the whole gateway
     * @param controls power cuts under a process whose syncs do nothing
     * @param allFaults every fault of every system call, or one of each kind
     * @param damages logs with a bit flipped or cut short
     * @param acknowledged least number of acknowledgements over all
     */
    record Extent(
            int kills,
            int gatewayKills,
            int cuts,
            int gatewayCuts,
            int controls,
            boolean allFaults,
            int damages,
            long acknowledged) {

        static final Extent WHOLE = new Extent(160, 40, 40, 12, 3, true, 4_000, 100_000);
        static final Extent BRIEF = new Extent(3, 0, 2, 0, 1, false, 40, 100);
    }

    private static final int LONGEST_LIFE_MILLIS = 250;
    private static final int GATEWAY_LIFE_MILLIS = 1_500;
    private static final int DAMAGED_RECORDS = 1_000;
    private static final long NEEDED_BYTES = 2_000_000_000L;

    private final Extent extent;
    private final Random random = new Random(20261122);
    private final DurabilityTally all = new DurabilityTally();
    private final Figures figures = new Figures();
    private Path folder;
    private Path keys;

    Durability(Extent extent) {
        this.extent = extent;
    }

    @Override
    public Figures run() throws Exception {
        Path work =
                Path.of(System.getProperty("gatehouse.bench.work", "target")).toAbsolutePath();
        Folders.needRoom(work, NEEDED_BYTES);
        folder = Files.createTempDirectory(work, "durability-").toRealPath();
        keys = makeKeys();
        attacks();
        // Only when all went well: what a failure leaves is looked at.
        Folders.delete(folder);
        figures.atLeast(extent.acknowledged(), all.acknowledged(), "acknowledged in all");
        figures.atMost(0, all.lost(), "acknowledged and not in the log");
        figures.atMost(0, all.corrupt(), "in the log and not as it was written");
        return figures;
    }

    private void attacks() throws Exception {
        figures.say("%s", DurabilityTally.heading());
        kills();
        try (PowerCutDisk disk = PowerCutDisk.make(folder)) {
            cuts(disk);
            faults(disk);
            if (extent.gatewayKills() > 0) {
                gateway(disk);
            }
            control(disk);
        }
        fullDisk();
        damage();
        if (extent.allFaults()) {
            LogEncryptionCost.measure(folder, LogKeys.fromFile(keys, OptionalInt.empty()), figures);
        }
    }

    private Path makeKeys() throws IOException {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        Path file = Files.writeString(
                folder.resolve("keys"), "1 " + Base64.getEncoder().encodeToString(key) + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private void told(String what, DurabilityTally tally) {
        figures.say("%s", tally.line(what));
        // It takes long: the table comes at the end, its lines as they are known to whoever waits.
        System.err.println("  " + tally.line(what));
        all.add(tally);
    }

    /** One log that is written in turns by processes that are ended. */
    private final class Turns {
        private final Path log;
        private final Optional<Path> encryptedWith;
        private int first;

        Turns(Path log, boolean encrypted) {
            this.log = log;
            this.encryptedWith = encrypted ? Optional.of(keys) : Optional.empty();
        }

        WritingProcess start(List<String> wrapper) throws IOException {
            return WritingProcess.start(log, first, encryptedWith, wrapper, folder.resolve("said"));
        }

        DurabilityRecords.Found read() throws IOException {
            return DurabilityRecords.read(
                    log, encryptedWith.isPresent() ? LogKeys.fromFile(keys, OptionalInt.empty()) : LogKeys.none());
        }

        void count(BitSet acks, DurabilityTally tally) throws IOException {
            DurabilityRecords.Found found = read();
            tally.add(acks, found);
            first = Math.max(first, Math.max(found.next(), acks.length()));
        }
    }

    private void kills() throws Exception {
        DurabilityTally tally = new DurabilityTally();
        List<Turns> logs =
                List.of(new Turns(folder.resolve("plain"), false), new Turns(folder.resolve("encrypted"), true));
        for (int i = 0; i < extent.kills(); i++) {
            Turns turns = logs.get(i % 2);
            WritingProcess process = turns.start(List.of());
            process.run(random.nextInt(LONGEST_LIFE_MILLIS));
            turns.count(process.kill(), tally);
        }
        told("log: kill -9", tally);
    }

    private void cuts(PowerCutDisk disk) throws Exception {
        DurabilityTally tally = new DurabilityTally();
        List<Turns> logs = List.of(
                new Turns(disk.path().resolve("plain"), false),
                new Turns(disk.path().resolve("encrypted"), true));
        for (int i = 0; i < extent.cuts(); i++) {
            Turns turns = logs.get(i % 2);
            WritingProcess process = turns.start(List.of());
            process.run(random.nextInt(LONGEST_LIFE_MILLIS));
            disk.cut();
            BitSet acks = process.kill();
            disk.restart();
            turns.count(acks, tally);
        }
        told("log: power cut", tally);
    }

    private void faults(PowerCutDisk disk) throws Exception {
        DurabilityFaults faults = new DurabilityFaults(disk, folder);
        if (extent.allFaults()) {
            faults.all();
        } else {
            faults.one("fdatasync", "error=EIO", 2);
            faults.one("pwrite64", "error=ENOSPC", 3);
            faults.one("fsync", "signal=KILL", 2);
        }
        told("log: a system call fails, then a power cut", faults.tally());
        figures.say("  failed: %s", String.join(", ", faults.reached()));
        if (extent.allFaults()) {
            figures.atLeast(
                    DurabilityFaults.calls().size(), faults.reached().size(), "kinds of system calls that failed");
        }
    }

    private void gateway(PowerCutDisk disk) throws Exception {
        Path project = Path.of(System.getProperty("gatehouse.bench.work"))
                .toAbsolutePath()
                .getParent()
                .getParent();
        DurabilityTally killed = new DurabilityTally();
        try (DurabilityGateway gateway = new DurabilityGateway(project, folder.resolve("state"), folder, keys)) {
            for (int i = 0; i < extent.gatewayKills(); i++) {
                gateway.round(random.nextInt(GATEWAY_LIFE_MILLIS), process -> {}, killed);
            }
        }
        told("gateway, answers over HTTP: kill -9", killed);
        DurabilityTally cut = new DurabilityTally();
        try (DurabilityGateway gateway =
                new DurabilityGateway(project, disk.path().resolve("state"), folder, keys)) {
            // What an operator put there is on the disk before anything happens.
            PowerCutDisk.run("sync");
            for (int i = 0; i < extent.gatewayCuts(); i++) {
                gateway.round(
                        random.nextInt(GATEWAY_LIFE_MILLIS),
                        process -> {
                            disk.cut();
                            process.destroyForcibly().waitFor();
                            disk.restart();
                        },
                        cut);
            }
        }
        told("gateway, answers over HTTP: power cut", cut);
    }

    /** The same power cuts under a process whose syncs of records do nothing: if it loses nothing, a cut proves nothing. */
    private void control(PowerCutDisk disk) throws Exception {
        DurabilityTally tally = new DurabilityTally();
        for (int i = 0; i < extent.controls(); i++) {
            Turns turns = new Turns(disk.path().resolve("control-" + i), false);
            WritingProcess process = turns.start(List.of(
                    "strace",
                    "-f",
                    "-qq",
                    "--seccomp-bpf",
                    "-o",
                    folder.resolve("trace").toString(),
                    "-e",
                    "trace=fdatasync",
                    "-e",
                    "inject=fdatasync:retval=0"));
            process.run(LONGEST_LIFE_MILLIS);
            disk.cut();
            BitSet acks = process.kill();
            disk.restart();
            try {
                tally.add(acks, turns.read());
            } catch (IOException e) {
                // A log that does not start has lost all.
                tally.add(acks.cardinality(), acks.cardinality(), 0);
            }
        }
        figures.say("%s", tally.line("control: power cut, syncs do nothing"));
        figures.atLeast(1, tally.lost(), "lost by the control");
    }

    private void fullDisk() throws Exception {
        DurabilityTally tally = new DurabilityTally();
        Path mountPoint = Files.createDirectory(folder.resolve("full"));
        PowerCutDisk.run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", mountPoint.toString());
        try {
            Turns turns = new Turns(mountPoint.resolve("log"), false);
            WritingProcess process = turns.start(List.of());
            process.run(60_000);
            BitSet acks = process.kill();
            if (!process.said().contains("not more than the limit")) {
                throw new IllegalStateException("a full disk does not close the log: " + process.said());
            }
            turns.count(acks, tally);
        } finally {
            PowerCutDisk.unmount(mountPoint);
        }
        told("log: full disk", tally);
    }

    /** A log of a thousand records, each time with another bit flipped or cut at another place. */
    private void damage() throws Exception {
        Path memory = Path.of("/dev/shm");
        Path place = Files.createTempDirectory(Files.isWritable(memory) ? memory : folder, "durability-");
        try {
            Path intact = place.resolve("intact");
            DurabilityRecords.write(intact, DAMAGED_RECORDS);
            List<Path> files;
            try (Stream<Path> all = Files.list(intact)) {
                files = all.filter(file -> file.toString().endsWith(".seg")).toList();
            }
            int refused = 0;
            int whole = 0;
            DurabilityTally tally = new DurabilityTally();
            for (int i = 0; i < extent.damages(); i++) {
                Path damaged = Files.createDirectory(place.resolve("damaged"));
                for (Path file : files) {
                    Files.copy(file, damaged.resolve(file.getFileName()));
                }
                harm(damaged.resolve(files.get(random.nextInt(files.size())).getFileName()));
                try {
                    DurabilityRecords.Found found = DurabilityRecords.read(damaged, LogKeys.none());
                    boolean prefix =
                            found.numbers().cardinality() == found.numbers().length();
                    whole += found.numbers().cardinality() == DAMAGED_RECORDS ? 1 : 0;
                    tally.add(0, 0, found.corrupt() + (prefix ? 0 : 1));
                } catch (IOException e) {
                    refused++;
                    tally.add(0, 0, 0);
                }
                Folders.delete(damaged);
            }
            told("log: a bit flipped, or cut short", tally);
            figures.say(
                    "  refused with the place %d, last batch set aside %d, nothing of a record harmed %d",
                    refused, tally.rounds() - refused - whole, whole);
        } finally {
            Folders.delete(place);
        }
    }

    private void harm(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int at = random.nextInt(bytes.length);
        if (random.nextInt(4) == 0) {
            Files.write(file, Arrays.copyOf(bytes, at));
        } else {
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);
        }
    }
}
