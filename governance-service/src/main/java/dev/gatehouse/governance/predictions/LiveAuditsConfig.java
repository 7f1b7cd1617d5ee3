package dev.gatehouse.governance.predictions;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What an audit of live predictions may cost the database. */
@ConfigMapping(prefix = "gatehouse.live-audits")
interface LiveAuditsConfig {
    /** Predictions of one window of time of a drift or performance audit; more are refused. */
    @WithDefault("2000000")
    long maxRows();

    /** Longest statement of any live audit. */
    @WithDefault("60S")
    Duration statementTimeout();

    /** Live audits that may wait for their turn, over all instances; one runs at a time in each. */
    @WithDefault("50")
    int queued();
}
