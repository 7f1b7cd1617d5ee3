package dev.gatehouse.governance.models;

import dev.gatehouse.risk.RiskAssessor;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Puts the plain risk-rules module, and the clock that the domain is not allowed to have, to work here. */
class RiskWiring {

    @Produces
    @Singleton
    RiskAssessor assessor() {
        return RiskAssessor.shipped();
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
