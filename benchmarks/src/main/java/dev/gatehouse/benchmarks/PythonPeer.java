package dev.gatehouse.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A virtual environment of Python with pinned packages from the configured index, made once in the folder of the benchmarks. */
final class PythonPeer {
    private final Path folder;

    private PythonPeer(Path folder) {
        this.folder = folder;
    }

    /**
     * The environment of {@code NAME-requirements.txt}; made when there is none with these packages yet.
     *
     * @param work folder of the benchmarks
     */
    static PythonPeer of(String name, Path work) throws Exception {
        Files.createDirectories(work);
        PythonPeer peer = new PythonPeer(work.toAbsolutePath().resolve("gatehouse-bench-" + name));
        Path wanted = resource(name + "-requirements.txt", work);
        Path installed = peer.folder.resolve("installed.txt");
        if (Files.exists(installed) && Files.mismatch(installed, wanted) < 0) {
            return peer;
        }
        try {
            output(work, List.of("python3", "-m", "venv", "--clear", peer.folder.toString()));
        } catch (IOException | IllegalStateException e) {
            throw new IllegalStateException(
                    "needs Python 3.11 or newer with pip and venv, on the PATH as python3; on Debian: apt-get install"
                            + " python3-venv python3-pip. " + e.getMessage());
        }
        output(work, List.of(peer.python(), "-m", "pip", "install", "--quiet", "-r", wanted.toString()));
        Files.copy(wanted, installed);
        return peer;
    }

    /** Its Python. */
    String python() {
        return bin().resolve("python").toString();
    }

    /** Where the commands of its packages are. */
    Path bin() {
        return folder.resolve("bin");
    }

    /** Copies a resource beside these classes into a folder. */
    static Path resource(String name, Path folder) throws IOException {
        try (InputStream in = PythonPeer.class.getResourceAsStream(name)) {
            Path file = folder.resolve(name);
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        }
    }

    /**
     * What a command printed.
     *
     * @throws IllegalStateException with its errors when it fails
     */
    static String output(Path folder, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        try {
            int code = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(errors.toFile())
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException(command.get(0) + " ended with " + code + ": "
                        + Files.readString(errors).strip());
            }
            return Files.readString(out);
        } finally {
            Files.delete(out);
            Files.delete(errors);
        }
    }
}
