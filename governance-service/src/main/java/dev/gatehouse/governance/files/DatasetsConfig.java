package dev.gatehouse.governance.files;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Where audit data sets may lie that are too large to be sent. */
@ConfigMapping(prefix = "gatehouse.datasets")
interface DatasetsConfig {

    /** Folder under which data sets may be registered by path; none without it. Every instance must see the same files there. */
    Optional<Path> root();

    /** Largest file that is registered by path, bytes: 64 GiB. It is read once to be registered and once more for each run. */
    @WithDefault("68719476736")
    long maxBytes();
}
