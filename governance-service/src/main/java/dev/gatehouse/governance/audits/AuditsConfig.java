package dev.gatehouse.governance.audits;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** How many audits run and wait, and what one may use. */
@ConfigMapping(prefix = "gatehouse.audits")
interface AuditsConfig {

    /** Audits that this instance runs at once, each in a process of its own. */
    @WithDefault("1")
    int concurrent();

    /** Audits that may wait, over all models and instances; one more is refused. */
    @WithDefault("20")
    int queued();

    /** Audits that may wait for one model. */
    @WithDefault("5")
    int queuedPerModel();

    /** Heap of an audit's process, MB; a model of N bytes needs about 2 N of it. */
    @WithDefault("768")
    int heapMegabytes();

    /** Memory of the engine that counts rows, MB, beside the heap; the model's session comes on top. */
    @WithDefault("512")
    int engineMegabytes();

    /** Longest audit; it is ended then. */
    @WithDefault("2H")
    Duration timeLimit();

    /** Folder for rows while they are scored and counted; they hold protected attributes. Removed after each run. */
    Path work();
}
