package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.GatewayConfig;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.condition.ReviewMarks;
import dev.gatehouse.gateway.log.OutcomeLog;
import dev.gatehouse.gateway.log.OutcomeRecord;
import dev.gatehouse.gateway.log.RequestId;
import dev.gatehouse.gateway.log.Reservation;
import dev.gatehouse.gateway.log.ServedVersion;
import dev.gatehouse.gateway.routing.RoutedVersion;
import dev.gatehouse.gateway.routing.VersionChoice;
import dev.gatehouse.gateway.secrets.Credentials;
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

    private final GatewayConfig config;
    private final OutcomeLog log;
    private final Loop loop;
    private final CallerConnection connection;
    private final RoutedVersion version;
    private final String mode;
    private final int rows;
    private final ServedVersion served;
    private final String caller;
    private final Optional<String> purpose;
    private final Optional<String> subject;
    private final HttpHeaders headers;
    private final int requestJsonBytes;
    private final UUID requestId;
    private final long arrivedNanos;

    /** Neighbours in the loop's list of calls whose time is watched. */
    InferenceCall older;

    InferenceCall newer;

    private ReviewMarks marks = ReviewMarks.NONE;
    private byte[] body;
    /** Present while the model server counts the call. */
    private UpstreamPool pool;

    private long forwardedNanos;
    private Reservation reservation;
    private UpstreamConnection carrier;
    private boolean settled;

    InferenceCall(
            GatewayConfig config,
            OutcomeLog log,
            Loop loop,
            CallerConnection connection,
            VersionChoice.Outcome.Chosen chosen,
            String caller,
            HttpHeaders headers,
            int requestJsonBytes,
            long arrivedMillis,
            long arrivedNanos) {
        this.config = config;
        this.log = log;
        this.loop = loop;
        this.connection = connection;
        this.version = chosen.version();
        this.mode = chosen.mode();
        this.rows = chosen.rows();
        this.served = version.served().orElseThrow();
        this.caller = caller;
        this.purpose = chosen.purpose();
        this.subject = Optional.ofNullable(headers.get(InferencePaths.SUBJECT_HEADER));
        this.headers = headers;
        this.requestJsonBytes = requestJsonBytes;
        this.requestId = RequestId.next(arrivedMillis);
        this.arrivedNanos = arrivedNanos;
    }

    void forward(byte[] wholeBody) {
        body = wholeBody;
        forwardedNanos = System.nanoTime();
        UpstreamPool to = loop.pool(version.target().upstream());
        Optional<Refusal> left = to.upstream().enter(forwardedNanos);
        if (left.isPresent()) {
            refuse(left.get());
            return;
        }
        pool = to;
        int recordBytes = OutcomeRecord.bytesFor(
                served, caller, purpose, subject, body.length, config.maxAnswerBytes(), version.mayMark() ? rows : 0);
        Optional<Reservation> room = log.reserve(recordBytes);
        if (room.isEmpty()) {
            refuse(cannotLog(log.refusalReason()));
            return;
        }
        reservation = room.get();
        loop.begun(this);
        pool.send(request(), this);
    }

    private ByteBuf request() {
        Head to = loop.head().begin().add(version.upstreamHead());
        Credentials.Credential credential = pool.upstream().credential();
        if (credential == null) {
            ForwardedHeaders.toUpstream(headers, null, to);
        } else {
            ForwardedHeaders.toUpstream(headers, credential.name(), to);
            to.add(credential.line());
        }
        return Answers.end(to, false, false, body, connection.allocator());
    }

    @Override
    public boolean isOpen() {
        return !settled;
    }

    @Override
    public void carriedBy(UpstreamConnection upstream) {
        carrier = upstream;
    }

    /** Gives up a call that its model server takes too long for: to begin an answer, or to end it. */
    void lookAtTime(long nowNanos, long firstByteNanos, long limitNanos) {
        UpstreamConnection given = carrier;
        if (nowNanos - forwardedNanos > limitNanos) {
            giveUp("did not answer", limitNanos);
        } else if (given != null && given.isSilent(nowNanos, firstByteNanos)) {
            giveUp("did not begin to answer", firstByteNanos);
        } else {
            return;
        }
        if (given != null) {
            given.close();
        }
    }

    private void giveUp(String what, long limitNanos) {
        refuse(new Refusal(
                Refusal.Code.UPSTREAM_TIMEOUT,
                "The model server " + what + " within " + limitNanos / 1_000_000 + " ms."));
    }

    @Override
    public void refused(Refusal refusal) {
        refuse(refusal);
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
        int jsonBytes = BinaryTensors.jsonBytes(answerHeaders, answer.length);
        if (jsonBytes == BinaryTensors.CONTRADICTION) {
            refuse(new Refusal(
                    Refusal.Code.UPSTREAM_FAILED,
                    "The model server's header " + BinaryTensors.HEADER
                            + " is not one number from 0 to its answer's length."));
        } else if (status >= 200 && status < 300) {
            marked(status, answerHeaders, answer, jsonBytes);
        } else if (status == 401 || status == 407) {
            refuse(new Refusal(
                    Refusal.Code.UPSTREAM_FAILED,
                    "The model server answered with status " + status
                            + ": it wants another credential of this gateway, not of the caller."));
        } else if (status >= 400 && status < 500) {
            // The model server refused the request: there is no prediction to record, and the caller needs its words.
            settle();
            reservation.release();
            end(status, answerHeaders, answer);
        } else {
            refuse(new Refusal(Refusal.Code.UPSTREAM_FAILED, "The model server answered with status " + status + "."));
        }
    }

    /** Marks the rows that a person must look at, where the permit asks for it. */
    private void marked(int status, HttpHeaders answerHeaders, byte[] answer, int jsonBytes) {
        if (version.mayMark()) {
            Optional<ReviewMarks> found = version.rows().orElseThrow().marks(requestId, rows, jsonBytes, answer);
            if (found.isEmpty()) {
                refuse(new Refusal(
                        Refusal.Code.UPSTREAM_FAILED,
                        "The model server did not answer every row with one, so the permit's review cannot be kept."));
                return;
            }
            marks = found.get();
        }
        record(status, answerHeaders, answer, jsonBytes);
    }

    private void record(int status, HttpHeaders answerHeaders, byte[] answer, int jsonBytes) {
        settle();
        OutcomeRecord outcome = new OutcomeRecord(
                requestId,
                served,
                caller,
                purpose,
                mode,
                status,
                (System.nanoTime() - arrivedNanos) / 1_000,
                subject,
                body,
                requestJsonBytes,
                answer,
                jsonBytes,
                marks.marked());
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
        Head head = Answers.begin(loop.head(), status);
        ForwardedHeaders.toCaller(answerHeaders, head);
        identify(head);
        if (marks.any()) {
            head.field("x-gatehouse-review", marks.text());
        }
        connection.answer(head, answer);
    }

    /** Nothing that its model server does counts for the call any more. */
    private void settle() {
        settled = true;
        if (reservation != null) {
            loop.over(this);
        }
        if (pool != null) {
            pool.upstream().leave(carrier != null);
            pool = null;
        }
    }

    /** Ends the call without an outcome; whatever happens later to it counts no more. */
    private void refuse(Refusal refusal) {
        if (settled) {
            return;
        }
        settle();
        if (reservation != null) {
            reservation.release();
        }
        // The refusal may wait for its time, and the body must not take memory meanwhile.
        body = null;
        connection.refuse(refusal, this);
    }

    /** Adds the headers that say by whose leave the answer comes. */
    void identify(Head head) {
        head.field("x-gatehouse-request-id", requestId.toString()).add(version.answerHead());
    }

    private static Refusal cannotLog(String why) {
        return new Refusal(
                Refusal.Code.CANNOT_LOG, "The outcome could not be recorded, so no outcome is given: " + why + ".");
    }
}
