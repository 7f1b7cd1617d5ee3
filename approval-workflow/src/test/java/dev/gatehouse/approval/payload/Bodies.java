package dev.gatehouse.approval.payload;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.approval.route.ModelSignature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Signatures and bodies for tests, written as JSON with single quotes. */
final class Bodies {
    private static final ObjectMapper JSON = new JsonMapper();

    static final ModelSignature TENSORS = signature(
            "'oip-v2'",
            "{'name':'input','datatype':'FP32','features':['LIMIT_BAL','AGE']}",
            "{'name':'probability','datatype':'FP32','scoreColumn':1,'columns':2}");
    static final ModelSignature FRAME =
            signature("'mlflow'", "{'features':['LIMIT_BAL','AGE']}", "{'kind':'list','scoreColumn':1,'columns':2}");
    static final ModelSignature DOCUMENT = signature(
            "'json'",
            "{'path':'/v1/score','rows':'/applicants','features':[{'name':'LIMIT_BAL','pointer':'/limit'},"
                    + "{'name':'AGE','pointer':'/person/age'}],'subject':'/person/id'}",
            "{'rows':'/results','score':'/probability'}");

    private Bodies() {}

    static ModelSignature signature(String protocol, String input, String output) {
        try {
            return ModelSignature.fromJson(JSON.readTree(new String(
                    json("{'protocol':" + protocol + ",'input':" + input + ",'output':" + output
                            + ",'decision':{'threshold':'0.5','positive':'default','negative':'repay'}}"),
                    StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    /** JSON, and behind it numbers as a client of Triton sends them. */
    static byte[] binary(String json, float... numbers) {
        byte[] head = json(json);
        ByteBuffer body =
                ByteBuffer.allocate(head.length + numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        body.put(head);
        for (float number : numbers) {
            body.putFloat(number);
        }
        return body.array();
    }
}
