package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.log.OutcomeRecord;
import dev.gatehouse.gateway.log.RequestId;
import dev.gatehouse.gateway.log.Reservation;
import dev.gatehouse.gateway.log.ServedVersion;
import dev.gatehouse.gateway.routing.Route;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;

/**
 * One admitted call on its way: reserve room in the log, call the model, record, answer. Lives on one event loop. The order is the
 * point: without room in the log the model is not called, and without a durable record nobody is answered.
 */
final class InferenceCall {

    /** What a call needs beside itself. */
    record Surroundings(GatewayConfig config, OutcomeLog log, HttpClient upstream, RefusalWriter refusals) {}

    private final Surroundings surroundings;
    private final Route route;
    private final ServedVersion served;
    private final String caller;
    private final Optional<String> purpose;
    private final Optional<String> subject;
    private final HttpServerRequest request;
    private final UUID requestId;
    private final long arrivedNanos;
    private final Context loop = Vertx.currentContext();

    private Buffer body;
    private Reservation reservation;
    private HttpClientRequest upstreamRequest;
    private long timer = -1;
    private boolean settled;

    InferenceCall(
            Surroundings surroundings,
            Route route,
            String caller,
            Optional<String> purpose,
            HttpServerRequest request,
            long arrivedMillis,
            long arrivedNanos) {
        this.surroundings = surroundings;
        this.route = route;
        this.served = route.served().orElseThrow();
        this.caller = caller;
        this.purpose = purpose;
        this.subject = Optional.ofNullable(request.getHeader(InferenceRoutes.SUBJECT_HEADER));
        this.request = request;
        this.requestId = RequestId.next(arrivedMillis);
        this.arrivedNanos = arrivedNanos;
    }

    /** Ends the call without an outcome; whatever happens later to it counts no more. */
    void refuse(Refusal refusal) {
        if (settled) {
            return;
        }
        settle();
        if (reservation != null) {
            reservation.release();
        }
        identify(request.response());
        surroundings.refusals().write(request.response(), refusal);
    }

    private void settle() {
        settled = true;
        if (timer >= 0) {
            loop.owner().cancelTimer(timer);
        }
    }

    void forward(Buffer wholeBody) {
        body = wholeBody;
        int recordBytes = OutcomeRecord.bytesFor(
                served,
                caller,
                purpose,
                subject,
                body.length(),
                surroundings.config().maxAnswerBytes());
        Optional<Reservation> room = surroundings.log().reserve(recordBytes);
        if (room.isEmpty()) {
            refuse(cannotLog(surroundings.log().closedReason().orElse("the outcome log has no room at the moment")));
            return;
        }
        reservation = room.get();
        long limitMillis = surroundings.config().upstream().timeout().toMillis();
        timer = loop.owner().setTimer(limitMillis, fired -> timeOut(limitMillis));
        URI upstream = route.entry().upstream();
        boolean tls = "https".equals(upstream.getScheme());
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(upstream.getHost())
                .setPort(upstream.getPort() >= 0 ? upstream.getPort() : tls ? 443 : 80)
                .setSsl(tls)
                .setURI(upstream.getRawPath() + "/v2/models/" + route.entry().upstreamModel() + "/infer");
        surroundings.upstream().request(options).onComplete(connected -> {
            if (connected.failed()) {
                upstreamFailed(connected.cause());
            } else if (settled) {
                connected.result().reset();
            } else {
                send(connected.result());
            }
        });
    }

    private void send(HttpClientRequest toUpstream) {
        upstreamRequest = toUpstream;
        ForwardedHeaders.toUpstream(request.headers(), toUpstream.headers());
        toUpstream.send(body).onComplete(answered -> {
            if (answered.failed()) {
                upstreamFailed(answered.cause());
            } else {
                read(answered.result());
            }
        });
    }

    private void read(HttpClientResponse answer) {
        int limit = surroundings.config().maxAnswerBytes();
        Buffer bytes = Buffer.buffer();
        answer.handler(part -> {
            if (settled) {
                return;
            }
            if (bytes.length() + part.length() > limit) {
                refuse(new Refusal(
                        Refusal.Code.UPSTREAM_FAILED,
                        "The model server's answer is over the limit of " + limit + " bytes; send fewer rows."));
                upstreamRequest.reset();
            } else {
                bytes.appendBuffer(part);
            }
        });
        answer.exceptionHandler(this::upstreamFailed);
        answer.endHandler(end -> {
            if (!settled) {
                answered(answer, bytes);
            }
        });
    }

    private void answered(HttpClientResponse answer, Buffer bytes) {
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            record(answer, bytes);
        } else if (status >= 400 && status < 500) {
            // The model server refused the request: there is no prediction to record, and the caller needs its words.
            settle();
            reservation.release();
            end(answer, bytes);
        } else {
            refuse(new Refusal(Refusal.Code.UPSTREAM_FAILED, "The model server answered with status " + status + "."));
        }
    }

    private void record(HttpClientResponse answer, Buffer bytes) {
        settle();
        OutcomeRecord outcome = new OutcomeRecord(
                requestId,
                served,
                caller,
                purpose,
                OutcomeRecord.PRIMARY,
                answer.statusCode(),
                (System.nanoTime() - arrivedNanos) / 1_000,
                subject,
                body.getBytes(),
                bytes.getBytes());
        reservation.append(outcome, new OutcomeLog.Durability() {
            @Override
            public void durable() {
                loop.runOnContext(back -> end(answer, bytes));
            }

            @Override
            public void failed(IOException cause) {
                loop.runOnContext(back -> {
                    identify(request.response());
                    surroundings.refusals().write(request.response(), cannotLog(cause.getMessage()));
                });
            }
        });
    }

    private void end(HttpClientResponse answer, Buffer bytes) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        response.setStatusCode(answer.statusCode());
        ForwardedHeaders.toCaller(answer.headers(), response.headers());
        identify(response);
        response.end(bytes);
    }

    private void identify(HttpServerResponse response) {
        if (!response.headWritten()) {
            response.putHeader("X-Gatehouse-Request-Id", requestId.toString())
                    .putHeader("X-Gatehouse-Permit", served.permitId().toString())
                    .putHeader("X-Gatehouse-Version", served.version());
        }
    }

    private void timeOut(long limitMillis) {
        refuse(new Refusal(
                Refusal.Code.UPSTREAM_TIMEOUT, "The model server did not answer within " + limitMillis + " ms."));
        if (upstreamRequest != null) {
            upstreamRequest.reset();
        }
    }

    private void upstreamFailed(Throwable cause) {
        refuse(new Refusal(
                Refusal.Code.UPSTREAM_FAILED,
                "The model server could not be asked: " + (cause.getMessage() == null ? cause : cause.getMessage())));
    }

    private static Refusal cannotLog(String why) {
        return new Refusal(
                Refusal.Code.CANNOT_LOG, "The outcome could not be recorded, so no outcome is given: " + why + ".");
    }
}
