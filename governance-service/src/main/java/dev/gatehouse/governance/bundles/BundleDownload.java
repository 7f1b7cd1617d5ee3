package dev.gatehouse.governance.bundles;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.UUID;

/** Sends a bundle from its file, which is gone afterwards. */
final class BundleDownload {

    private BundleDownload() {}

    static Response of(UUID release, PackedBundle bundle) {
        try {
            long size = Files.size(bundle.file());
            return Response.ok(bundle.content())
                    .header(HttpHeaders.CONTENT_LENGTH, size)
                    .header(
                            HttpHeaders.CONTENT_DISPOSITION,
                            "attachment; filename=\"release-" + release + "-evidence.zip\"")
                    .build();
        } catch (IOException e) {
            bundle.discard(e);
            throw new UncheckedIOException("the bundle cannot be sent", e);
        }
    }
}
