package dev.gatehouse.approval.signing;

import java.math.BigInteger;
import java.security.Key;
import java.security.interfaces.ECKey;

/** The one curve and signature algorithm in use. */
final class P256 {
    static final String CURVE = "secp256r1";
    static final String SIGNATURE_ALGORITHM = "SHA256withECDSA";

    /** Order of the curve's base point (SEC 2, §2.4.2); no other standard curve has it. */
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private P256() {}

    static void requireP256(Key key, String source) {
        if (!(key instanceof ECKey ec) || !ec.getParams().getOrder().equals(ORDER)) {
            throw new KeyMaterialException(
                    source + " holds a " + key.getAlgorithm() + " key that is not on the curve P-256;"
                            + " make one with: openssl ecparam -name prime256v1 -genkey");
        }
    }
}
