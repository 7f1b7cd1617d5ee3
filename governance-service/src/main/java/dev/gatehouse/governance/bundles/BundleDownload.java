package dev.gatehouse.governance.bundles;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Sends a bundle from its file, which is gone afterwards. */
final class BundleDownload {

    private BundleDownload() {}

    static Response of(UUID release, Path file) {
        try {
            // Where a file can lose its name while it is open, it does so at once.
            long size = Files.size(file);
            return Response.ok(Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE))
                    .header(HttpHeaders.CONTENT_LENGTH, size)
                    .header(
                            HttpHeaders.CONTENT_DISPOSITION,
                            "attachment; filename=\"release-" + release + "-evidence.zip\"")
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle cannot be sent", e);
        }
    }
}
