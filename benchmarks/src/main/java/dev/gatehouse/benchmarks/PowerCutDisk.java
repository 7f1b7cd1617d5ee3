package dev.gatehouse.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An XFS file system in a file, on which the power can be cut: the file system is shut down in the middle of its work, so that everything
 * that was not synced is gone after it is mounted again. Needs root, Linux, and xfsprogs.
 */
final class PowerCutDisk implements AutoCloseable {

    /** The least that mkfs.xfs takes, nearly; the file is sparse. */
    private static final long BYTES = 400L * 1024 * 1024;

    private static final int UNMOUNT_TRIES = 50;

    private final Path image;
    private final Path mountPoint;
    private boolean mounted;

    private PowerCutDisk(Path image, Path mountPoint) {
        this.image = image;
        this.mountPoint = mountPoint;
    }

    static PowerCutDisk make(Path folder) throws Exception {
        Path image = folder.resolve("disk.xfs");
        Path mountPoint = Files.createDirectory(folder.resolve("disk"));
        try (var file = new java.io.RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
        }
        run("mkfs.xfs", "-q", image.toString());
        PowerCutDisk disk = new PowerCutDisk(image, mountPoint);
        disk.mount();
        return disk;
    }

    Path path() {
        return mountPoint;
    }

    /** From now on nothing reaches the disk, and every access fails. */
    void cut() throws Exception {
        run("xfs_io", "-x", "-c", "shutdown", mountPoint.toString());
    }

    /** Starts again with what had reached the disk; no process may have a file there open. */
    void restart() throws Exception {
        unmount();
        mount();
    }

    private void mount() throws Exception {
        run("mount", "-o", "loop", image.toString(), mountPoint.toString());
        mounted = true;
    }

    private void unmount() throws Exception {
        if (mounted) {
            unmount(mountPoint);
            mounted = false;
        }
    }

    /** Unmounts a file system whose files were read here a moment ago. */
    static void unmount(Path mountPoint) throws InterruptedException {
        for (int i = 1; ; i++) {
            try {
                run("umount", mountPoint.toString());
                return;
            } catch (IllegalStateException e) {
                if (i == UNMOUNT_TRIES) {
                    throw e;
                }
                // Reading a log has mapped its files; they are let go when the mappings are collected.
                System.gc();
                Thread.sleep(100);
            }
        }
    }

    @Override
    public void close() throws Exception {
        unmount();
        Files.delete(image);
        Files.delete(mountPoint);
    }

    /**
     * Runs a program to its end.
     *
     * @throws IllegalStateException when it cannot be run or fails, with what it says
     */
    static void run(String... command) throws InterruptedException {
        List<String> all = new ArrayList<>(List.of(command));
        try {
            Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", all) + " failed: " + said.strip());
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "power cuts and faults need root, mount, strace and xfsprogs on Linux (apt-get install strace"
                            + " xfsprogs): "
                            + e.getMessage(),
                    e);
        }
    }
}
