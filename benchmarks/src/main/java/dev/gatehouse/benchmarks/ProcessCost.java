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

    /** The largest resident size so far, in MiB; empty where the system does not tell. */
    static OptionalLong residentMib() throws IOException {
        Path status = Path.of("/proc/self/status");
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
