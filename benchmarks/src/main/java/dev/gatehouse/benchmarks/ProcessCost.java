package dev.gatehouse.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What work costs this process: CPU time of all its threads, native ones too, and its largest resident size. */
final class ProcessCost {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** What user programs see of it is 100 on every Linux of today (USER_HZ). */
    private static final double CLOCK_TICKS_PER_SECOND = 100;

    private ProcessCost() {}

    /** Work that may fail. */
    interface Work {
        void run() throws Exception;
    }

    /** CPU seconds of the work. */
    static double cpuSeconds(Work work) throws Exception {
        long before = SYSTEM.getProcessCpuTime();
        work.run();
        return (SYSTEM.getProcessCpuTime() - before) / 1e9;
    }

    /** CPU seconds since the process began. */
    static double cpuSecondsSoFar() {
        return SYSTEM.getProcessCpuTime() / 1e9;
    }

    /**
     * CPU seconds that a process has used so far, its threads included and its children not.
     *
     * @throws IOException where the system does not tell (only Linux does)
     */
    static double cpuSecondsOf(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // Behind the program's name in brackets; proc(5): utime and stime are fields 14 and 15, in clock ticks.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / CLOCK_TICKS_PER_SECOND;
    }

    /** The largest resident size of this process so far, in MiB; empty where the system does not tell. */
    static OptionalLong residentMib() throws IOException {
        return residentMibOf(ProcessHandle.current().pid());
    }

    /** The largest resident size of a process so far, in MiB; empty where the system does not tell. */
    static OptionalLong residentMibOf(long pid) throws IOException {
        Path status = Path.of("/proc/" + pid + "/status");
        if (!Files.isReadable(status)) {
            return OptionalLong.empty();
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmHWM:")) {
                return OptionalLong.of(Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024);
            }
        }
        return OptionalLong.empty();
    }

    /** The largest resident size so far, or that it is not known on this system. */
    static String peakMemory() throws IOException {
        OptionalLong mib = residentMib();
        return mib.isPresent()
                ? "peak memory of the process " + mib.getAsLong() + " MiB"
                : "peak memory is not known on this system";
    }
}
