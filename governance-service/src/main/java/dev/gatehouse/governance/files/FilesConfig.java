package dev.gatehouse.governance.files;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where files live and how large they may be. */
@ConfigMapping(prefix = "gatehouse.files")
public interface FilesConfig {

    /** Directory of model artifacts; a model server that loads by digest reads it. */
    Path artifacts();

    /** Directory of audit data sets. They hold protected attributes: readable by this service only. */
    Path datasets();

    /** Directory of documents that people give as evidence. */
    Path documents();

    /** Largest upload, bytes. {@code quarkus.http.limits.max-body-size} must not be smaller. */
    @WithDefault("67108864")
    long maxBytes();
}
