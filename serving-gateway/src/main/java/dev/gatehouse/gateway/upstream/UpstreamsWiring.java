package dev.gatehouse.gateway.upstream;

import dev.gatehouse.gateway.GatewayConfig;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the model servers, measures them, and looks at their files. */
@Singleton
class UpstreamsWiring {

    private final Upstreams upstreams;

    UpstreamsWiring(GatewayConfig config, MeterRegistry meters) {
        this.upstreams = new Upstreams(config.upstream(), upstream -> measure(upstream, meters));
    }

    @Produces
    @Singleton
    Upstreams upstreams() {
        return upstreams;
    }

    @Scheduled(every = "${gatehouse.reload-interval:10s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void lookAtFiles() {
        upstreams.lookAtFiles();
    }

    private static void measure(Upstream upstream, MeterRegistry meters) {
        Gauge.builder("gatehouse.upstream.in.flight", upstream, Upstream::inFlight)
                .description("Calls to a model server at this moment")
                .tag("upstream", upstream.name())
                .register(meters);
        Gauge.builder(
                        "gatehouse.upstream.circuit.open",
                        upstream,
                        u -> u.circuit().equals("closed") ? 0 : 1)
                .description("Whether a model server is left alone")
                .tag("upstream", upstream.name())
                .register(meters);
        Gauge.builder(
                        "gatehouse.upstream.ejected.addresses",
                        upstream,
                        u -> u.addresses().stream().filter(u::isEjected).count())
                .description("Addresses of a model server that are left alone")
                .tag("upstream", upstream.name())
                .register(meters);
        FunctionCounter.builder("gatehouse.upstream.failures", upstream, Upstream::failures)
                .description("Calls to a model server that failed")
                .tag("upstream", upstream.name())
                .register(meters);
        FunctionCounter.builder("gatehouse.upstream.reconnections", upstream, Upstream::reconnections)
                .description("Connections that were tried a second time, with nothing sent before")
                .tag("upstream", upstream.name())
                .register(meters);
    }
}
