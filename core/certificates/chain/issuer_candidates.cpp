#include "core/certificates/chain/issuer_candidates.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/asn1_text.h"
#include "core/certificates/certificate_text.h"

#include <algorithm>
#include <tuple>

namespace workbench {
namespace {

/// Trying every key is quick among a few hundred certificates only.
constexpr qsizetype kMostForSignatures = 1000;

struct Reason
{
    const char* id;
    QString text;
};

bool isSelfSigned(X509* certificate)
{
    return X509_self_signed(certificate, 1) == 1;
}

QDateTime moment(const CandidateQuestion& question)
{
    return question.time.isValid() ? question.time : QDateTime::currentDateTimeUtc();
}

bool isValidAt(const X509* certificate, const QDateTime& time)
{
    return toDateTime(X509_get0_notBefore(certificate)) <= time
        && time <= toDateTime(X509_get0_notAfter(certificate));
}

/// Everything that could be it, each once.
QList<PoolCertificate> relatedTo(X509* certificate, const CertificatePool& pool)
{
    QList<PoolCertificate> related = pool.withSubject(X509_get_issuer_name(certificate));
    const auto add = [&related](const PoolCertificate& one) {
        const bool known
            = std::any_of(related.cbegin(), related.cend(), [&one](const PoolCertificate& other) {
                  return other.certificate == one.certificate;
              });
        if (!known) {
            related.append(one);
        }
    };
    const QByteArray identifier = authorityKeyIdentifier(certificate);
    if (!identifier.isEmpty()) {
        const QList<PoolCertificate> same = pool.withKeyIdentifier(identifier);
        std::for_each(same.cbegin(), same.cend(), add);
    }
    if (pool.certificates().size() <= kMostForSignatures) {
        for (const PoolCertificate& one : pool.certificates()) {
            if (isSignedWith(certificate, X509_get0_pubkey(one.certificate.get()))) {
                add(one);
            }
        }
    }
    return related;
}

/// Why OpenSSL would not take it for the issuer, in the order in which it looks.
Reason refusal(X509* certificate, const IssuerCandidate& candidate)
{
    X509* const issuer = candidate.found.certificate.get();
    if (!candidate.nameFits) {
        return {"name-differs",
                CertificateText::tr("Its subject “%1” is not the issuer “%2”, though %3.")
                    .arg(nameText(X509_get_subject_name(issuer)),
                         nameText(X509_get_issuer_name(certificate)),
                         candidate.signatureFits
                             ? CertificateText::tr("its key made the signature")
                             : CertificateText::tr("the key identifier is the same"))};
    }
    const int code = X509_check_issued(issuer, certificate);
    switch (code) {
    case X509_V_ERR_AKID_SKID_MISMATCH:
        return {"key-identifier-differs",
                CertificateText::tr("The name fits, the key identifier does not: the CA has had "
                                    "another key.")};
    case X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH:
        return {"issuer-serial-differs",
                CertificateText::tr("The authority key identifier names another certificate of "
                                    "this CA (issuer and serial number).")};
    case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
        return {"no-cert-sign",
                CertificateText::tr("Its key usage does not allow it to sign certificates.")};
    default:
        break;
    }
    if (!candidate.signatureFits) {
        return {"signature-invalid",
                CertificateText::tr("The name fits, its key did not make the signature.")};
    }
    if (X509_check_ca(issuer) == 0) {
        return {"not-a-ca",
                CertificateText::tr("It is not a CA: basic constraints do not say so.")};
    }
    if (code != X509_V_OK) {
        return {"refused", QString::fromLatin1(X509_verify_cert_error_string(code))};
    }
    return {"", {}};
}

IssuerCandidate look(X509* certificate, const PoolCertificate& found)
{
    X509* const issuer = found.certificate.get();
    IssuerCandidate candidate {.found = found};
    candidate.nameFits
        = X509_NAME_cmp(X509_get_subject_name(issuer), X509_get_issuer_name(certificate)) == 0;
    const QByteArray wanted = authorityKeyIdentifier(certificate);
    const QByteArray own = subjectKeyIdentifier(issuer);
    if (!wanted.isEmpty() && !own.isEmpty()) {
        candidate.keyIdentifierFits = wanted == own;
    }
    candidate.signatureFits = isSignedWith(certificate, X509_get0_pubkey(issuer));
    const Reason reason = refusal(certificate, candidate);
    candidate.id = QString::fromLatin1(reason.id);
    candidate.reason = reason.text;
    candidate.outcome
        = candidate.id.isEmpty() ? CandidateOutcome::Possible : CandidateOutcome::Refused;
    return candidate;
}

/// Greater is better.
auto rank(const IssuerCandidate& candidate, const CandidateQuestion& question)
{
    X509* const issuer = candidate.found.certificate.get();
    const bool valid = isValidAt(issuer, moment(question));
    const qsizetype place = question.preferred.indexOf(toDer(issuer));
    return std::tuple(valid,
                      place >= 0 ? question.preferred.size() - place : 0,
                      candidate.found.trusted || isSelfSigned(issuer),
                      toDateTime(X509_get0_notAfter(issuer)));
}

QString expiryText(const X509* issuer, const QDateTime& time)
{
    const QDateTime end = toDateTime(X509_get0_notAfter(issuer));
    return time > end ? CertificateText::tr("it expired on %1").arg(end.toString(Qt::ISODate))
                      : CertificateText::tr("it is valid from %1 on only")
                            .arg(toDateTime(X509_get0_notBefore(issuer)).toString(Qt::ISODate));
}

void sayOutcome(IssuerCandidate& candidate, const IssuerCandidate& best, const QDateTime& time)
{
    X509* const issuer = candidate.found.certificate.get();
    const bool valid = isValidAt(issuer, time);
    if (candidate.outcome == CandidateOutcome::Taken) {
        candidate.id = valid ? QStringLiteral("taken") : QStringLiteral("taken-not-valid");
        candidate.reason = valid
            ? CertificateText::tr("Name and signature fit.")
            : CertificateText::tr("Name and signature fit, and there is no better one, but %1.")
                  .arg(expiryText(issuer, time));
        return;
    }
    if (!valid && isValidAt(best.found.certificate.get(), time)) {
        candidate.id = QStringLiteral("not-valid");
        candidate.reason = CertificateText::tr("Name and signature fit, but %1; another one is "
                                               "valid.")
                               .arg(expiryText(issuer, time));
        return;
    }
    candidate.id = QStringLiteral("another-taken");
    candidate.reason
        = CertificateText::tr("It fits as well; the one from %1 is taken.").arg(best.found.origin);
}

} // namespace

const char* toIdentifier(CandidateOutcome outcome)
{
    switch (outcome) {
    case CandidateOutcome::Taken:
        return "taken";
    case CandidateOutcome::Possible:
        return "possible";
    case CandidateOutcome::Refused:
        return "refused";
    }
    return "refused";
}

QList<IssuerCandidate>
issuerCandidates(X509* certificate, const CertificatePool& pool, const CandidateQuestion& question)
{
    const OpenSslErrorGuard guard;
    if (isSelfSigned(certificate)) {
        return {};
    }
    QList<IssuerCandidate> candidates;
    const QList<PoolCertificate> related = relatedTo(certificate, pool);
    for (const PoolCertificate& found : related) {
        if (X509_cmp(found.certificate.get(), certificate) != 0) {
            candidates.append(look(certificate, found));
        }
    }
    std::stable_sort(
        candidates.begin(), candidates.end(), [&](const auto& left, const auto& right) {
            const bool leftFits = left.outcome == CandidateOutcome::Possible;
            const bool rightFits = right.outcome == CandidateOutcome::Possible;
            return std::tuple(leftFits, rank(left, question))
                > std::tuple(rightFits, rank(right, question));
        });
    if (!candidates.isEmpty() && candidates.first().outcome == CandidateOutcome::Possible) {
        candidates.first().outcome = CandidateOutcome::Taken;
        const IssuerCandidate best = candidates.first();
        for (IssuerCandidate& candidate : candidates) {
            if (candidate.outcome != CandidateOutcome::Refused) {
                sayOutcome(candidate, best, moment(question));
            }
        }
    }
    return candidates;
}

} // namespace workbench
