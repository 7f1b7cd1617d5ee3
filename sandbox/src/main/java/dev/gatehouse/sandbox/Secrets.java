package dev.gatehouse.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/** Generated passwords, kept between runs in a file that only its owner may read. */
final class Secrets {

    /** Random bytes of a secret. */
    private static final int SECRET_BYTES = 24;

    private final Path file;
    private final Properties values = new Properties();

    Secrets(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            try (InputStream stream = Files.newInputStream(file)) {
                values.load(stream);
            } catch (IOException e) {
                throw new SandboxException("cannot read " + file + ": " + e, e);
            }
        }
    }

    /** The secret of that name, made and written when it is first asked for. */
    synchronized String get(String name) {
        String value = values.getProperty(name);
        if (value == null) {
            byte[] random = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(random);
            value = HexFormat.of().formatHex(random);
            values.setProperty(name, value);
            write();
        }
        return value;
    }

    private void write() {
        try {
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            try (OutputStream stream = Files.newOutputStream(file, StandardOpenOption.TRUNCATE_EXISTING)) {
                values.store(stream, "Secrets of this sandbox, generated on this machine");
            }
        } catch (IOException e) {
            throw new SandboxException("cannot write " + file + ": " + e, e);
        }
    }
}
