package dev.gatehouse.governance.bundles;

import dev.gatehouse.governance.releases.ReleaseView;

/** What a bundle says of itself to somebody who does not know the service. A test runs every command in it. */
final class BundleReadme {

    private BundleReadme() {}

    private static final String FILES = """
            WHAT IS IN IT
            release.json         the release and every vote on it. It names people as they were called then; permit and
                                 ledger name them only by pseudonyms. Handle it accordingly.
            dossier.json         what the board read: canonical JSON (RFC 8785). Permit and votes name its SHA-256.
            comments.json        what was said and asked about the dossier, by pseudonyms
            evidence/            what was given for each gate, named GATE-SHA256
            audits/, plans/      the report of every audit run in the dossier by its SHA-256, and the plans they ran on by
                                 the digest under which each was fixed: SHA-256 of the canonical JSON
                                 {"dataset":DIGEST,"model":NAME,"plan":SHA-256 of the file}
            card.json, card.pdf  the model card that the dossier holds, and its printed form with the decision
            documents/           for people to read: the approval record (decision, votes, permit, proof), the risk assessment, and
                                 the reports of the last audit runs, named audit-SHA256 by the report in audits/. They are
                                 printed from what is in this bundle, and have it attached
            model-signature.json if the artifact is a signed folder: its OpenSSF Model Signing signature. With the signer's key:
                                 gatehouse verify FOLDER --model-signature model-signature.json --key SIGNER.pem
            permit.dsse.json     the permit, if the board gave one: a DSSE envelope around an in-toto Statement v1,
                                 signed with ECDSA P-256 and SHA-256
            keys.pem             the public keys of the service, first the one that signed the permit. Anybody can make a bundle
                                 with keys of his own: compare them with those that the organisation publishes elsewhere.
            ledger/              the acts on this release and permit. N.leaf.json is leaf N of the ledger, N.record.json
                                 what was written down of the act (the leaf names its SHA-256), N.tlog-proof its proof
                                 (C2SP tlog-proof) under checkpoint.txt (C2SP signed-note and tlog-checkpoint);
                                 verifier-keys.txt holds the ledger's keys: compare them, too. A record names what somebody
                                 wrote by its HMAC-SHA256 under the key in N.text-key (hexadecimal)
            SHA256SUMS           every other file
            SHA256SUMS.note      the ledger's signature on that list (C2SP signed-note): that these are all files that the
                                 service has of this release under this checkpoint. Proofs cannot show that nothing was left out
            """;

    /** The blocks that are indented by four spaces are what the test runs, in this order. */
    private static final String CHECKS = """
            HOW TO CHECK IT
            With Gatehouse's own command, offline: gatehouse verify BUNDLE.zip --key PUBLISHED.pem --ledger-key PUBLISHED-KEY

            With public tools, in this folder. Every file is the listed one, and the dossier the one that the permit names:

                sha256sum -c SHA256SUMS
                sha256sum dossier.json

            The list is the one that the ledger signed, of this release and this checkpoint, with openssl:

                head -n 1 ledger/verifier-keys.txt | cut -d+ -f3- | base64 -d | tail -c 32 > /tmp/ledger.raw
                { printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'; cat /tmp/ledger.raw; } > /tmp/ledger.der
                sed '/^$/,$d' SHA256SUMS.note > /tmp/seal.txt
                tail -n 1 SHA256SUMS.note | cut -d ' ' -f 3 | base64 -d | tail -c 64 > /tmp/seal.sig
                openssl pkeyutl -verify -pubin -keyform DER -inkey /tmp/ledger.der -rawin -in /tmp/seal.txt -sigfile /tmp/seal.sig
                grep -x "sha256 $(sha256sum SHA256SUMS | cut -d ' ' -f 1)" /tmp/seal.txt
                grep -x "checkpoint $(sed -n 2p ledger/checkpoint.txt)" /tmp/seal.txt
                grep -x "release $(jq -r .id release.json)" /tmp/seal.txt

            The permit's signature with openssl and jq:

                jq -r .payload permit.dsse.json | base64 -d > /tmp/statement.json
                { printf 'DSSEv1 28 application/vnd.in-toto+json %s ' "$(wc -c < /tmp/statement.json | tr -d ' ')"
                  cat /tmp/statement.json; } > /tmp/signed.bin
                jq -r '.signatures[0].sig' permit.dsse.json | base64 -d > /tmp/permit.sig
                openssl dgst -sha256 -verify keys.pem -signature /tmp/permit.sig /tmp/signed.bin

            The same with Python's securesystemslib:

                import base64, json
                from securesystemslib.signer import Signature, SSlibKey
                envelope = json.load(open("permit.dsse.json"))
                kind, payload = envelope["payloadType"].encode(), base64.b64decode(envelope["payload"])
                signed = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
                signature = envelope["signatures"][0]
                key = SSlibKey(signature["keyid"], "ecdsa", "ecdsa-sha2-nistp256", {"public": open("keys.pem").read()})
                key.verify_signature(Signature(key.keyid, base64.b64decode(signature["sig"]).hex()), signed)
                print("permit verified, dossier", json.loads(payload)["predicate"]["dossierDigest"])

            The acts' proofs, with nothing but hashes and Ed25519 (any tool for C2SP tlog-proof does the same):

                import base64, glob, hashlib, json
                from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
                def sha256(data): return hashlib.sha256(data).digest()
                note = open("ledger/checkpoint.txt").read()
                text, signatures = note.split("\\n\\n", 1)
                lines = text.split("\\n")
                size, root = int(lines[1]), base64.b64decode(lines[2])
                verified = 0
                for known in open("ledger/verifier-keys.txt").read().split():
                    name, _, key = known.split("+", 2)
                    for line in signatures.splitlines():
                        _, signer, signature = line.split(" ")
                        raw, key_bytes = base64.b64decode(signature), base64.b64decode(key)
                        if signer == name and sha256(name.encode() + b"\\n" + key_bytes)[:4] == raw[:4]:
                            Ed25519PublicKey.from_public_bytes(key_bytes[1:]).verify(raw[4:], (text + "\\n").encode())
                            verified += 1
                assert verified > 0, "no known key signed the checkpoint"
                for file in glob.glob("ledger/*.leaf.json"):
                    leaf = open(file, "rb").read()
                    record = open(file.replace("leaf.json", "record.json"), "rb").read()
                    assert json.loads(leaf)["payload"] == "sha256:" + sha256(record).hex(), file
                    head, under = open(file.replace("leaf.json", "tlog-proof")).read().split("\\n\\n", 1)
                    assert under == note, file
                    proof = head.split("\\n")
                    node, last, found = int(proof[1].split(" ")[1]), size - 1, sha256(b"\\0" + leaf)
                    for sibling in map(base64.b64decode, proof[2:]):
                        if node & 1 or node == last:
                            found = sha256(b"\\1" + sibling + found)
                            while node and not node & 1:
                                node, last = node >> 1, last >> 1
                        else:
                            found = sha256(b"\\1" + found + sibling)
                        node, last = node >> 1, last >> 1
                    assert last == 0 and found == root, file
                print("acts verified:", len(glob.glob("ledger/*.leaf.json")))
            """;

    private static final String LISTED_ONLY = """
            WHAT ONLY THE LIST SPEAKS OF
            README.txt, card.pdf, documents/, and the names of people in release.json. The SHA-256 of SHA256SUMS is also written down in
            the ledger at each download (act evidence.downloaded).
            """;

    static String of(ReleaseView release) {
        return "Evidence of release " + release.id() + ": " + release.label() + " in " + release.environment()
                + ", state " + release.state() + ".\nSHA-256 of the dossier: " + release.dossierDigest() + "\n\n"
                + FILES
                + "\n" + CHECKS + "\n" + LISTED_ONLY;
    }
}
