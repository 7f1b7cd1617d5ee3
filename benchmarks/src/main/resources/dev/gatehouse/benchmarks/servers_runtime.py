"""The model of clients_model.py as a runtime of MLServer."""

import numpy as np
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceResponse


class Logistic(MLModel):
    async def load(self):
        return True

    async def predict(self, payload):
        rows = NumpyCodec.decode_input(payload.inputs[0])
        score = 1 / (1 + np.exp(-(0.05 * rows[:, 1] - 0.00005 * rows[:, 0])))
        scores = np.column_stack([1 - score, score]).astype(np.float32)
        return InferenceResponse(model_name=self.name, outputs=[NumpyCodec.encode_output("probability", scores)])
