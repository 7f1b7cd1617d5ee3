package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.log.OutcomeRecord;
import dev.gatehouse.gateway.log.RequestId;
import dev.gatehouse.gateway.log.Reservation;
import dev.gatehouse.gateway.log.ServedVersion;
import dev.gatehouse.gateway.routing.Route;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * One admitted call on its way: reserve room in the log, call the model, record, answer. Lives on one event loop. The order is the
 * point: without room in the log the model is not called, and without a durable record nobody is answered.
 */
final class InferenceCall implements Exchange {

    /** Room for a usual request head, bytes. */
    private static final int HEAD_BYTES = 512;

    private final GatewayConfig config;
    private final OutcomeLog log;
    private final Loop loop;
    private final CallerConnection connection;
    private final Route route;
    private final ServedVersion served;
    private final String caller;
    private final Optional<String> purpose;
    private final Optional<String> subject;
    private final HttpHeaders headers;
    private final UUID requestId;
    private final long arrivedNanos;

    private byte[] body;
    private long forwardedNanos;
    private Reservation reservation;
    private UpstreamConnection carrier;
    private boolean settled;

    InferenceCall(
            GatewayConfig config,
            OutcomeLog log,
            Loop loop,
            CallerConnection connection,
            Route route,
            String caller,
            Optional<String> purpose,
            HttpHeaders headers,
            long arrivedMillis,
            long arrivedNanos) {
        this.config = config;
        this.log = log;
        this.loop = loop;
        this.connection = connection;
        this.route = route;
        this.served = route.served().orElseThrow();
        this.caller = caller;
        this.purpose = purpose;
        this.subject = Optional.ofNullable(headers.get(InferencePaths.SUBJECT_HEADER));
        this.headers = headers;
        this.requestId = RequestId.next(arrivedMillis);
        this.arrivedNanos = arrivedNanos;
    }

    void forward(byte[] wholeBody) {
        body = wholeBody;
        forwardedNanos = System.nanoTime();
        int recordBytes =
                OutcomeRecord.bytesFor(served, caller, purpose, subject, body.length, config.maxAnswerBytes(), 0);
        Optional<Reservation> room = log.reserve(recordBytes);
        if (room.isEmpty()) {
            refuse(cannotLog(log.closedReason().orElse("the outcome log has no room at the moment")));
            return;
        }
        reservation = room.get();
        loop.begun(this);
        loop.pool(route.entry()).send(request(), this);
    }

    private ByteBuf request() {
        ByteBuf to = connection.allocator().ioBuffer(HEAD_BYTES + body.length);
        to.writeBytes(route.upstreamHead());
        ForwardedHeaders.toUpstream(headers, to);
        return Answers.end(to, false, false, body);
    }

    @Override
    public boolean isOpen() {
        return !settled;
    }

    @Override
    public void carriedBy(UpstreamConnection upstream) {
        carrier = upstream;
    }

    boolean isSettled() {
        return settled;
    }

    /** Gives up a call whose time is over; returns whether it is. */
    boolean timeOut(long nowNanos) {
        long limitMillis = config.upstream().timeout().toMillis();
        if (nowNanos - forwardedNanos < limitMillis * 1_000_000) {
            return false;
        }
        UpstreamConnection given = carrier;
        refuse(new Refusal(
                Refusal.Code.UPSTREAM_TIMEOUT, "The model server did not answer within " + limitMillis + " ms."));
        if (given != null) {
            given.close();
        }
        return true;
    }

    @Override
    public void failed(String why) {
        refuse(new Refusal(Refusal.Code.UPSTREAM_FAILED, "The model server could not be asked: " + why + "."));
    }

    @Override
    public void answered(int status, HttpHeaders answerHeaders, byte[] answer) {
        if (settled) {
            return;
        }
        if (status >= 200 && status < 300) {
            record(status, answerHeaders, answer);
        } else if (status >= 400 && status < 500) {
            // The model server refused the request: there is no prediction to record, and the caller needs its words.
            settled = true;
            reservation.release();
            end(status, answerHeaders, answer);
        } else {
            refuse(new Refusal(Refusal.Code.UPSTREAM_FAILED, "The model server answered with status " + status + "."));
        }
    }

    private void record(int status, HttpHeaders answerHeaders, byte[] answer) {
        settled = true;
        OutcomeRecord outcome = new OutcomeRecord(
                requestId,
                served,
                caller,
                purpose,
                OutcomeRecord.PRIMARY,
                status,
                (System.nanoTime() - arrivedNanos) / 1_000,
                subject,
                body,
                answer);
        reservation.append(outcome, new OutcomeLog.Durability() {
            @Override
            public void durable() {
                loop.executor().execute(() -> end(status, answerHeaders, answer));
            }

            @Override
            public void failed(IOException cause) {
                loop.executor().execute(() -> connection.refuse(cannotLog(cause.getMessage()), InferenceCall.this));
            }
        });
    }

    private void end(int status, HttpHeaders answerHeaders, byte[] answer) {
        if (!connection.isOpen()) {
            connection.done();
            return;
        }
        ByteBuf head = Answers.begin(connection.allocator(), status, answer.length);
        ForwardedHeaders.toCaller(answerHeaders, head);
        identify(head);
        connection.answer(head, answer);
    }

    /** Ends the call without an outcome; whatever happens later to it counts no more. */
    private void refuse(Refusal refusal) {
        if (settled) {
            return;
        }
        settled = true;
        if (reservation != null) {
            reservation.release();
        }
        connection.refuse(refusal, this);
    }

    /** Adds the headers that say by whose leave the answer comes. */
    void identify(ByteBuf head) {
        ForwardedHeaders.write("x-gatehouse-request-id", requestId.toString(), head);
        head.writeBytes(route.answerHead());
    }

    private static Refusal cannotLog(String why) {
        return new Refusal(
                Refusal.Code.CANNOT_LOG, "The outcome could not be recorded, so no outcome is given: " + why + ".");
    }
}
