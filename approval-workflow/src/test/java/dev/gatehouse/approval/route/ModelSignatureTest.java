package dev.gatehouse.approval.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSignatureTest {
    private static final ObjectMapper JSON = new JsonMapper();
    private static final String DECISION = ",'decision':{'threshold':'0.5','positive':'default','negative':'repay'}}";
    private static final String TENSORS =
            "{'protocol':'oip-v2','input':{'name':'input','datatype':'FP32','features':['LIMIT_BAL','AGE']},"
                    + "'output':{'name':'probability','datatype':'FP32','scoreColumn':1,'columns':2}" + DECISION;

    private static ModelSignature read(String json) throws Exception {
        return ModelSignature.fromJson(JSON.readTree(json.replace('\'', '"')));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TENSORS,
                "{'protocol':'mlflow','input':{'features':['AGE']},'output':{'kind':'number'}" + DECISION,
                "{'protocol':'mlflow','input':{'features':['AGE']},'output':{'kind':'list','scoreColumn':1,'columns':2},"
                        + "'artifact':{'input':'X','output':'probabilities','scoreColumn':1,'columns':2}" + DECISION,
                "{'protocol':'mlflow','input':{'features':['AGE']},'output':{'kind':'object','field':'p'}" + DECISION,
                "{'protocol':'json','input':{'path':'/score','features':[{'name':'AGE','pointer':''}]},'output':{'score':''}"
                        + DECISION,
                "{'protocol':'json','input':{'path':'/v1/models/m.1/score','rows':'/a','features':[{'name':'AGE','pointer':'/x~1y/0'}],"
                        + "'subject':'/id'},'output':{'rows':'','score':'/p'}" + DECISION
            })
    void everyFormReadsBackAsItWasWritten(String json) throws Exception {
        ModelSignature signature = read(json);
        assertThat(signature.toJson()).isEqualTo(JSON.readTree(json.replace('\'', '"')));
        assertThat(ModelSignature.fromJson(signature.toJson())).isEqualTo(signature);
    }

    /** Records of predictions name signatures by this digest. */
    @Test
    void theDigestOfATensorSignatureIsWhatItEverWas() throws Exception {
        assertThat(Digest.of(CanonicalJson.bytes(read(TENSORS).toJson())).hex())
                .isEqualTo("599b3354f26bd10e060093ca3cc361b72073097ca66ccbae8dba29b621504bae");
    }

    @Test
    void eachProtocolHasItsPathOnTheModelServer() throws Exception {
        assertThat(read(TENSORS).layout().path("m")).isEqualTo("/v2/models/m/infer");
        assertThat(read("{'protocol':'mlflow','input':{'features':['AGE']},'output':{'kind':'number'}" + DECISION)
                        .layout()
                        .path("m"))
                .isEqualTo("/invocations");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'grpc','input':{},'output':{} | oip-v2, mlflow or json is expected",
                "'mlflow','input':{'features':[]},'output':{'kind':'number'} | input.features",
                "'mlflow','input':{'features':['A','A']},'output':{'kind':'number'} | input.features",
                "'mlflow','input':{'features':['A'],'name':'x'},'output':{'kind':'number'} | name is not a field",
                "'mlflow','input':{'features':['A']},'output':{'kind':'frame'} | number, list or object",
                "'mlflow','input':{'features':['A']},'output':{'kind':'number','field':'x'} | field is not a field",
                "'mlflow','input':{'features':['A']},'output':{'kind':'list','scoreColumn':2,'columns':2} | output.scoreColumn",
                "'mlflow','input':{'features':['A']},'output':{'kind':'number'},'artifact':{'input':'x'} | artifact.output is missing",
                "'json','input':{'path':'score','features':[{'name':'A','pointer':''}]},'output':{'score':''} | input.path",
                "'json','input':{'path':'/a/../b','features':[{'name':'A','pointer':''}]},'output':{'score':''} | input.path",
                "'json','input':{'path':'/a?b','features':[{'name':'A','pointer':''}]},'output':{'score':''} | input.path",
                "'json','input':{'path':'/a b','features':[{'name':'A','pointer':''}]},'output':{'score':''} | input.path",
                "'json','input':{'path':'/a','features':[{'name':'A','pointer':'a'}]},'output':{'score':''} | JSON pointer",
                "'json','input':{'path':'/a','features':[{'name':'A','pointer':'/~2'}]},'output':{'score':''} | JSON pointer",
                "'json','input':{'path':'/a','features':[{'name':'A','pointer':'/a'}]},'output':{} | score is missing",
                "'json','input':{'path':'/a','features':['A']},'output':{'score':''} | features[0] is not an object"
            })
    void whatIsNoSignatureSaysWhere(String begin, String because) {
        assertThatThrownBy(() -> read("{'protocol':" + begin + DECISION))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining(because);
    }

    @Test
    void aTensorSignatureTellsItsTensorsOnce() {
        assertThatThrownBy(() -> read(TENSORS.replace(
                        ",'decision'",
                        ",'artifact':{'input':'x','output':'y','scoreColumn':0,'columns':1},'decision'")))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining("artifact is for other protocols");
    }
}
