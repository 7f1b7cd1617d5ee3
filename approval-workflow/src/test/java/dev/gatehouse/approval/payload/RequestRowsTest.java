package dev.gatehouse.approval.payload;

import static dev.gatehouse.approval.payload.Bodies.DOCUMENT;
import static dev.gatehouse.approval.payload.Bodies.FRAME;
import static dev.gatehouse.approval.payload.Bodies.TENSORS;
import static dev.gatehouse.approval.payload.Bodies.binary;
import static dev.gatehouse.approval.payload.Bodies.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.approval.route.ModelSignature;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRowsTest {
    private static final String TWO_ROWS =
            "{'parameters':{'subjects':['a',null]},'inputs':[{'name':'input','datatype':'FP32','shape':[2,2],'data':%s}]}";

    private static List<List<Object>> values(ModelSignature signature, byte[] body) throws UnreadablePayloadException {
        RequestRows rows = RequestRows.read(signature, -1, body);
        List<List<Object>> values = new ArrayList<>();
        for (int row = 0; row < rows.count(); row++) {
            values.add(Arrays.asList(rows.value(row, "LIMIT_BAL"), rows.value(row, "AGE")));
        }
        return values;
    }

    private static void assertUnreadable(ModelSignature signature, int jsonBytes, byte[] body, String because) {
        assertThatThrownBy(() -> RequestRows.read(signature, jsonBytes, body))
                .isInstanceOf(UnreadablePayloadException.class)
                .hasMessageContaining(because);
    }

    // ---------------------------------------------------------------- tensors

    @ParameterizedTest
    @ValueSource(strings = {"[20000.5,24,-3e2,31]", "[[20000.5,24],[-300,31.0]]"})
    void tensorsAreReadFlatAndNestedAndEveryNumberIsADouble(String data) throws Exception {
        assertThat(values(TENSORS, json(TWO_ROWS.formatted(data))))
                .containsExactly(List.of(20000.5, 24.0), List.of(-300.0, 31.0));
    }

    @Test
    void aTensorInBytesSaysTheSameAsOneInJson() throws Exception {
        String head = "{'inputs':[{'name':'other','shape':[1],'datatype':'INT32','parameters':{'binary_data_size':4}},"
                + "{'name':'input','shape':[2,2],'datatype':'FP32','parameters':{'binary_data_size':16}}]}";
        byte[] body = binary(head, 7, 0.1f, 24, -300, Float.NaN);
        RequestRows rows = RequestRows.read(TENSORS, head.length(), body);
        assertThat(rows.count()).isEqualTo(2);
        assertThat(rows.value(0, "LIMIT_BAL")).isEqualTo(0.1);
        assertThat(rows.value(0, "AGE")).isEqualTo(24.0);
        assertThat(rows.value(1, "LIMIT_BAL")).isEqualTo(-300.0);
        assertThat(rows.value(1, "AGE")).isEqualTo(Double.NaN);
        assertThat(values(TENSORS, json(TWO_ROWS.formatted("[0.10000000149011612,24,1e39,31]"))))
                .containsExactly(List.of(0.1, 24.0), List.of(Double.POSITIVE_INFINITY, 31.0));
    }

    @Test
    void whatIsNoNumberIsNoValueOfATensor() throws Exception {
        assertThat(values(TENSORS, json(TWO_ROWS.formatted("[null,24,'30',true]"))))
                .containsExactly(Arrays.asList(null, 24.0), Arrays.asList(null, null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequestRows.read(TENSORS, -1, json(TWO_ROWS.formatted("[1,2,3,4]")))
                        .value(0, "INCOME"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "not json | strict JSON",
                "{} | no list of inputs",
                "[] | no list of inputs",
                "{'inputs':[]} | no input 'input'",
                "{'inputs':[],'inputs':[]} | Duplicate field 'inputs'",
                "{'inputs':[]} {} | strict JSON",
                "{'inputs':[{'name':'input','datatype':'FP32','shape':[1,2],'data':[1,NaN]}]} | NaN",
                "{'inputs':[{'name':'input','datatype':'FP32','shape':[1,3],'data':[1,2,3]}]} | shape [1,3], not"
                        + " [rows, 2]",
                "{'inputs':[{'name':'input','datatype':'FP32','shape':[-1,2],'data':[1,2]}]} | shape [-1,2]",
                "{'inputs':[{'name':'input','datatype':'FP32','shape':[0,2],'data':[]}]} | no rows",
                "{'inputs':[{'name':'input','datatype':'FP32','shape':[2,2],'data':[1,2]}]} | not 2 rows of 2",
                "{'inputs':[{'name':'input','datatype':'FP32','shape':[2,2],'data':[[1,2],[3]]}]} | not 2 rows of 2",
                "{'inputs':[{'name':'input','datatype':'FP32','shape':[2,2],'data':[[1,2],[3,4],[5,6]]}]} | not 2 rows"
                        + " of 2",
                "{'inputs':[{'name':'input','datatype':'FP32','shape':[1,2],'data':{'a':1,'b':2}}]} | not 1 rows of 2",
                "{'inputs':[{'name':'input','datatype':'FP32','shape':[9223372036854775807,2],'data':[]}]} | at most"
                        + " 100000",
                "{'inputs':[{'name':'input','datatype':'INT64','shape':[1,2],'data':[1,2]}]} | not FP32",
                "{'inputs':[{'name':'input','datatype':'FP32','shape':[1,2],'data':[1,2]},{'name':'input'}]} | two"
                        + " tensors",
                "{'inputs':[{'name':'input','datatype':'FP32','shape':[1,2],'parameters':{'binary_data_size':8}}]} |"
                        + " behind the JSON",
                "{'inputs':[{'name':'input','datatype':'FP32','shape':[1,2],'parameters':{'binary_data_size':-8}}]} |"
                        + " binary_data_size"
            })
    void aTensorRequestThatCannotBeReadSaysWhy(String body, String because) {
        assertUnreadable(TENSORS, -1, json(body), because);
    }

    @Test
    void bytesBehindTheJsonMustBeThoseThatItNames() {
        String head =
                "{'inputs':[{'name':'input','shape':[1,2],'datatype':'FP32','parameters':{'binary_data_size':8}}]}";
        assertUnreadable(TENSORS, head.length(), binary(head, 1), "behind the JSON");
        assertUnreadable(TENSORS, head.length(), binary(head, 1, 2, 3), "behind the JSON");
        assertUnreadable(TENSORS, head.length() + 1, binary(head, 1, 2), "strict JSON");
        assertUnreadable(TENSORS, head.length() - 1, binary(head, 1, 2), "strict JSON");
        assertUnreadable(TENSORS, 10_000, binary(head, 1, 2), "fewer than the 10000");
        String three = head.replace("[1,2]", "[1,3]").replace("8", "12");
        assertUnreadable(TENSORS, three.length(), binary(three, 1, 2, 3), "shape [1,3]");
        String both = head.replace("'parameters'", "'data':[1,2],'parameters'");
        assertUnreadable(TENSORS, both.length(), binary(both, 1, 2), "8 bytes of binary data");
        assertUnreadable(FRAME, 2, binary("{}", 1), "bytes follow the JSON");
    }

    @Test
    void nothingIsReadInAnotherEncodingOrBeyondTheLimits() {
        byte[] good = json(TWO_ROWS.formatted("[1,2,3,4]"));
        String text = new String(good, StandardCharsets.UTF_8);
        assertUnreadable(TENSORS, -1, text.getBytes(StandardCharsets.UTF_16), "");
        assertUnreadable(TENSORS, -1, text.getBytes(StandardCharsets.UTF_16LE), "strict JSON");
        assertUnreadable(TENSORS, -1, ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8), "strict JSON");
        byte[] overlong = good.clone();
        overlong[2] = (byte) 0xC1;
        overlong[3] = (byte) 0xA1;
        assertUnreadable(TENSORS, -1, overlong, "not UTF-8");
        assertUnreadable(TENSORS, -1, json("[".repeat(100_000)), "strict JSON");
        assertUnreadable(TENSORS, -1, json("{'a':".repeat(10_000)), "strict JSON");
        assertUnreadable(TENSORS, -1, json("{'inputs':[" + "9".repeat(500_000) + "]}"), "strict JSON");
        assertUnreadable(TENSORS, -1, json("{'" + "x".repeat(500_000) + "':1}"), "strict JSON");
        assertUnreadable(TENSORS, -1, new byte[0], "no list of inputs");
    }

    // ---------------------------------------------------------------- data frames

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'dataframe_split':{'columns':['AGE','OTHER','LIMIT_BAL'],'index':[0,1],'data':[[24,'x',20000],[31,'y',-300]]}}",
                "{'dataframe_split':{'data':[[20000,24],[-300,31]]}}",
                "{'dataframe_records':[{'AGE':24,'LIMIT_BAL':2e4},{'LIMIT_BAL':-300,'AGE':31,'OTHER':[]}]}",
                "{'instances':[{'AGE':24,'LIMIT_BAL':20000},{'LIMIT_BAL':-300,'AGE':31}]}",
                "{'instances':[[20000,24],[-300,31]],'params':{'subjects':['a','b']}}",
                "{'inputs':{'LIMIT_BAL':[20000,-300],'AGE':[24,31]}}",
                "{'inputs':{'dense_input':[[20000,24],[-300,31]]}}",
                "{'inputs':[[20000,24],[-300,31]],'signature_name':'serving_default'}"
            })
    void theFourFormsOfADataFrameSayTheSame(String body) throws Exception {
        assertThat(values(FRAME, json(body))).containsExactly(List.of(20000.0, 24.0), List.of(-300.0, 31.0));
    }

    @Test
    void ofOneInputARowMayBeABareValue() throws Exception {
        ModelSignature one = Bodies.signature("'mlflow'", "{'features':['AGE']}", "{'kind':'number'}");
        for (String body : List.of(
                "{'inputs':[24,'x',true,null]}",
                "{'instances':[24,'x',true,null]}",
                "{'inputs':{'AGE':[24,'x',true,null]}}",
                "{'inputs':{'x':[[24],['x'],[true],[null]]}}")) {
            RequestRows rows = RequestRows.read(one, -1, json(body));
            assertThat(rows.count()).isEqualTo(4);
            assertThat(Arrays.asList(
                            rows.value(0, "AGE"), rows.value(1, "AGE"), rows.value(2, "AGE"), rows.value(3, "AGE")))
                    .containsExactly(24.0, "x", true, null);
        }
    }

    @Test
    void aMissingNumberOfMlflowsClientIsNotANumber() throws Exception {
        assertThat(values(FRAME, json("{'dataframe_split':{'columns':['LIMIT_BAL','AGE'],'data':[[NaN,24]]}}")))
                .containsExactly(List.of(Double.NaN, 24.0));
        assertThatThrownBy(() -> ScoreRows.read(FRAME, -1, json("{'predictions':[[0.5,NaN]]}")))
                .hasMessage("the score of row 0 is not a number in [0, 1]");
    }

    @Test
    void whatARecordDoesNotNameHasNoValue() throws Exception {
        assertThat(values(FRAME, json("{'dataframe_records':[{'AGE':'24'},{'AGE':{'x':1}}]}")))
                .containsExactly(Arrays.asList(null, "24"), Arrays.asList(null, null));
        assertThat(values(FRAME, json("{'dataframe_split':{'columns':['AGE'],'data':[[true]]}}")))
                .containsExactly(Arrays.asList(null, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{} | exactly one of dataframe_split",
                "[[1,2]] | exactly one of",
                "{'inputs':[[1,2]],'instances':[[1,2]]} | exactly one of",
                "{'inputs':[[1,2]],'prompt':'x'} | a prompt and not rows",
                "{'inputs':[[1,2,3]]} | rows of 2 values",
                "{'inputs':[]} | no rows",
                "{'inputs':{}} | no columns",
                "{'inputs':7} | not a list",
                "{'inputs':{'AGE':[1,2],'LIMIT_BAL':[1]}} | different lengths",
                "{'instances':[{'AGE':1},{'LIMIT_BAL':2}]} | different fields",
                "{'instances':[{'AGE':1},[2,3]]} | list of objects",
                "{'dataframe_records':{'AGE':[1]}} | not a list",
                "{'dataframe_split':{'columns':['AGE','AGE'],'data':[[1,2]]}} | a column twice",
                "{'dataframe_split':{'columns':'AGE','data':[[1,2]]}} | not a list",
                "{'dataframe_split':{'columns':['AGE'],'data':[[1,2]]}} | rows of 1 values",
                "{'dataframe_records':[{'AGE':1,'AGE':2}]} | Duplicate field 'AGE'"
            })
    void aFrameThatCannotBeReadSaysWhy(String body, String because) {
        assertUnreadable(FRAME, -1, json(body), because);
    }

    // ---------------------------------------------------------------- plain JSON

    @Test
    void aDocumentIsReadByItsPointers() throws Exception {
        byte[] body = json(
                "{'applicants':[{'limit':20000,'person':{'age':24,'id':'p1'}},{'limit':'many','person':{'age':31,'id':77}},{}]}");
        assertThat(values(DOCUMENT, body))
                .containsExactly(List.of(20000.0, 24.0), List.of("many", 31.0), Arrays.asList(null, null));
        assertThat(RequestRows.read(DOCUMENT, -1, body).subjects(Optional.empty()))
                .containsExactly(Optional.of("p1"), Optional.of("77"), Optional.empty());
        assertUnreadable(DOCUMENT, -1, json("{'applicants':{}}"), "no list at '/applicants'");
        assertUnreadable(DOCUMENT, -1, json("{'applicants':[]}"), "no rows");
    }

    @Test
    void aDocumentWithoutAListOfRowsIsOneRow() throws Exception {
        ModelSignature one = Bodies.signature(
                "'json'", "{'path':'/score','features':[{'name':'AGE','pointer':'/a~1b/0'}]}", "{'score':''}");
        RequestRows rows = RequestRows.read(one, -1, json("{'a/b':[24]}"));
        assertThat(rows.count()).isEqualTo(1);
        assertThat(rows.value(0, "AGE")).isEqualTo(24.0);
        assertThat(rows.subjects(Optional.of("p1"))).containsExactly(Optional.of("p1"));
        assertThat(ScoreRows.read(one, -1, json("0.25"))).containsExactly(0.25);
        assertUnreadable(one, -1, new byte[0], "empty");
    }

    // ---------------------------------------------------------------- subjects

    @Test
    void subjectsComeByHeaderByAListOrByAListInAText() throws Exception {
        byte[] two = json(TWO_ROWS.formatted("[1,2,3,4]"));
        assertThat(RequestRows.read(TENSORS, -1, two).subjects(Optional.empty()))
                .containsExactly(Optional.of("a"), Optional.empty());
        byte[] inText = new String(two, StandardCharsets.UTF_8)
                .replace("[\"a\",null]", "\"[\\\"a\\\",\\\"b\\\"]\"")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(RequestRows.subjects(TENSORS, Optional.empty(), -1, inText, 2))
                .containsExactly(Optional.of("a"), Optional.of("b"));
        assertThat(RequestRows.subjects(FRAME, Optional.empty(), -1, json("{'params':{'subjects':['a']}}"), 1))
                .containsExactly(Optional.of("a"));
        assertThat(RequestRows.subjects(TENSORS, Optional.of("a"), -1, json("no JSON at all"), 1))
                .containsExactly(Optional.of("a"));
        assertThat(RequestRows.subjects(TENSORS, Optional.empty(), -1, json("{}"), 2))
                .containsExactly(Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> RequestRows.read(TENSORS, -1, two).subjects(Optional.of("a")))
                .hasMessageContaining("one subject by header for 2 rows");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "['a']",
                "['a',7]",
                "['a','b\\u0000']",
                "['a','\\ud800']",
                "['a','']",
                "'a,b'",
                "7",
                "{'a':1,'b':2}"
            })
    void subjectsThatDoNotFitTheRowsAreUnreadable(String stated) {
        byte[] body = json(TWO_ROWS.replace("['a',null]", stated).formatted("[1,2,3,4]"));
        assertThatThrownBy(() -> RequestRows.read(TENSORS, -1, body).subjects(Optional.empty()))
                .isInstanceOf(UnreadablePayloadException.class)
                .hasMessageMatching(".*(subjects|a subject).*");
    }
}
