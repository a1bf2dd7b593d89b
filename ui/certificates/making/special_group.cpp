#include "core/certificates/asn1_text.h"
#include "ui/certificates/making/extension_groups.h"
#include "ui/common/text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace workbench {

namespace {

/// The lines of the raw extensions; the Error of the first that is none.
Result<QList<RawExtension>> parsedLines(const QString& text)
{
    QList<RawExtension> extensions;
    const QStringList lines = text.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (const QString& line : lines) {
        if (line.trimmed().isEmpty()) {
            continue;
        }
        const Result<RawExtension> extension = parseRawExtension(line.trimmed());
        if (!extension) {
            return fail(extension.error());
        }
        extensions.append(*extension);
    }
    return extensions;
}

} // namespace

SpecialGroup::SpecialGroup(QObject* parent)
    : ListGroup(parent)
    , m_digest(named(new QComboBox, "certificateDigest"))
    , m_serial(line("certificateSerial", tr("random")))
    , m_raw(named(new QPlainTextEdit, "certificateRawExtensions"))
    , m_anyIssuer(named(new QCheckBox(tr("Let also sign who is no CA")), "certificateAnyIssuer"))
{
    m_digest->addItem(QStringLiteral("SHA-256"), QStringLiteral("sha256"));
    m_digest->addItem(QStringLiteral("SHA-384"), QStringLiteral("sha384"));
    m_digest->addItem(QStringLiteral("SHA-512"), QStringLiteral("sha512"));
    m_digest->addItem(tr("SHA-1 (broken, refused)"), QStringLiteral("sha1"));
    m_digest->addItem(tr("MD5 (broken, refused)"), QStringLiteral("md5"));
    m_digestField = addField(new FormField(
        tr("&Hash"), m_digest, tr("Of the signature. Ed25519 and Ed448 have their own.")));
    m_serialField = addField(new FormField(
        tr("&Serial number"), m_serial, tr("Hexadecimal; up to 20 bytes are allowed.")));
    m_raw->setPlaceholderText(QStringLiteral("1.2.3.4=0500\n2.5.29.19,critical=30030101ff"));
    m_raw->setTabChangesFocus(true);
    m_raw->setMaximumHeight(76);
    m_rawField = addField(
        new FormField(tr("Ra&w extensions"),
                      m_raw,
                      tr("One a line, OID=HEX or OID,critical=HEX. Each stands in place of the "
                         "usual one of that OID.")));
    addList(new FormField(tr("Lea&ve out"),
                          line("certificateWithout", QStringLiteral("basicConstraints")),
                          tr("Extensions that the kind would have, by name or OID.")),
            &CertificateRequest::without,
            true);
    m_anyIssuer->setToolTip(tr("For failure tests: every certificate with a key is offered as the "
                               "issuer."));
    m_anyIssuer->setAccessibleName(tr("Let also sign who is no CA"));
    addField(new FormField(QString(), m_anyIssuer));
    connect(m_digest, &QComboBox::currentIndexChanged, this, &RequestGroup::changed);
    connect(m_raw, &QPlainTextEdit::textChanged, this, &RequestGroup::changed);
    connect(m_anyIssuer, &QCheckBox::toggled, this, &RequestGroup::changed);
}

void SpecialGroup::show(const CertificateRequest& request)
{
    ListGroup::show(request);
    int index = m_digest->findData(request.digest, Qt::UserRole, Qt::MatchFixedString);
    if (index < 0) {
        m_digest->addItem(request.digest, request.digest);
        index = m_digest->count() - 1;
    }
    m_digest->setCurrentIndex(index);
    m_serial->setText(request.serial);
    QStringList lines;
    for (const RawExtension& extension : request.rawExtensions) {
        lines.append(toText(extension));
    }
    m_raw->setPlainText(lines.join(QLatin1Char('\n')));
    m_anyIssuer->setChecked(request.allowUnsuitableIssuer);
}

void SpecialGroup::read(CertificateRequest& request) const
{
    ListGroup::read(request);
    request.digest = m_digest->currentData().toString();
    request.serial = m_serial->text().trimmed();
    request.rawExtensions = parsedLines(m_raw->toPlainText()).value_or(QList<RawExtension>());
    request.allowUnsuitableIssuer = m_anyIssuer->isChecked();
}

QString SpecialGroup::rawProblem() const
{
    const Result<QList<RawExtension>> parsed = parsedLines(m_raw->toPlainText());
    return parsed ? QString() : errorText(parsed.error());
}

void SpecialGroup::check()
{
    ListGroup::check();
    const QString serial = m_serial->text().trimmed();
    const Result<Asn1IntegerPtr> number
        = serial.isEmpty() ? Result<Asn1IntegerPtr>(nullptr) : parseSerial(serial);
    m_serialField->setProblem(number ? QString() : errorText(number.error()));
    m_rawField->setProblem(rawProblem());
    const QString digest = m_digest->currentData().toString();
    const bool broken = digest == QStringLiteral("sha1") || digest == QStringLiteral("md5");
    m_digestField->setWarning(
        broken ? tr("Knowingly bad: TLS libraries refuse it from security level 1 on.")
               : QString());
}

} // namespace workbench
