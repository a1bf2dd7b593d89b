#include "ui/certificates/making/extension_groups.h"

#include "ui/certificates/making/usage_editor.h"

#include <QCheckBox>
#include <QLineEdit>

namespace workbench {

namespace {

constexpr int kLongestPath = 1000;

} // namespace

FormField*
ListGroup::addList(FormField* field, QStringList CertificateRequest::*member, bool commas)
{
    m_rows.append({field, qobject_cast<QLineEdit*>(field->editor()), member, commas});
    return addField(field);
}

void ListGroup::show(const CertificateRequest& request)
{
    for (const Row& row : std::as_const(m_rows)) {
        row.edit->setText(
            (request.*row.member).join(row.commas ? QStringLiteral(", ") : QStringLiteral(" ")));
    }
}

void ListGroup::read(CertificateRequest& request) const
{
    for (const Row& row : m_rows) {
        // A row that does not fit the kind is greyed out and says nothing.
        request.*row.member
            = row.edit->isEnabled() ? splitEntries(row.edit->text(), row.commas) : QStringList();
    }
}

void ListGroup::check()
{
    for (const Row& row : std::as_const(m_rows)) {
        CertificateRequest alone;
        alone.kind = CertificateKind::Ca;
        alone.*row.member = splitEntries(row.edit->text(), row.commas);
        row.field->setProblem(row.edit->isEnabled() ? extensionProblem(alone) : QString());
    }
}

UsageGroup::UsageGroup(QObject* parent)
    : RequestGroup(parent)
    , m_keyUsage(new UsageEditor(QStringLiteral("certificateKeyUsage"), keyUsageWords(), QString()))
    , m_purposes(new UsageEditor(QStringLiteral("certificatePurposes"),
                                 extendedKeyUsageWords(),
                                 tr("Other purposes as dotted OIDs")))
{
    addField(new FormField(tr("&Key usage"),
                           m_keyUsage,
                           tr("What the key itself may do. Nothing chosen: no such extension.")));
    m_purposesField = addField(
        new FormField(tr("&Purposes (EKU)"),
                      m_purposes,
                      tr("Extended key usage. Nothing chosen: no such extension, every purpose.")));
    connect(m_keyUsage, &UsageEditor::changed, this, &RequestGroup::changed);
    connect(m_purposes, &UsageEditor::changed, this, &RequestGroup::changed);
}

void UsageGroup::show(const CertificateRequest& request)
{
    m_keyUsage->setWords(request.keyUsage);
    m_purposes->setWords(request.extendedKeyUsage);
}

void UsageGroup::read(CertificateRequest& request) const
{
    request.keyUsage = m_keyUsage->words();
    request.extendedKeyUsage = m_purposes->words();
}

void UsageGroup::check()
{
    CertificateRequest alone;
    read(alone);
    m_purposesField->setProblem(extensionProblem(alone));
}

ConstraintGroup::ConstraintGroup(QObject* parent)
    : ListGroup(parent)
    , m_pathLength(line("certificatePathLength"))
{
    m_pathLengthField = addField(new FormField(
        tr("Path &length"),
        m_pathLength,
        tr("How many CAs may stand between this one and a certificate. Empty: any.")));
    addList(
        new FormField(tr("&Permitted names"),
                      line("certificatePermitted", QStringLiteral("dns:shop.test ip:10.0.0.0/8")),
                      tr("Name constraints: only these, and what lies below them. Parted by "
                         "spaces.")),
        &CertificateRequest::permittedNames,
        false);
    addList(new FormField(tr("E&xcluded names"),
                          line("certificateExcluded", QStringLiteral("dns:bad.shop.test"))),
            &CertificateRequest::excludedNames,
            false);
}

void ConstraintGroup::setKind(CertificateKind kind)
{
    m_kind = kind;
    const QList<FormField*> rows = fields();
    for (FormField* field : rows) {
        field->editor()->setEnabled(isCaKind(kind));
    }
}

void ConstraintGroup::show(const CertificateRequest& request)
{
    ListGroup::show(request);
    m_pathLength->setText(request.pathLength < 0 ? QString() : QString::number(request.pathLength));
}

void ConstraintGroup::read(CertificateRequest& request) const
{
    ListGroup::read(request);
    const QString typed = m_pathLength->text().trimmed();
    request.pathLength = typed.isEmpty() || !isCaKind(m_kind) ? -1 : typed.toInt();
}

void ConstraintGroup::check()
{
    ListGroup::check();
    const QString typed = m_pathLength->text().trimmed();
    bool isNumber = false;
    const int length = typed.toInt(&isNumber);
    const bool fits = typed.isEmpty() || !isCaKind(m_kind)
        || (isNumber && length >= 0 && length <= kLongestPath);
    m_pathLengthField->setProblem(
        fits ? QString() : tr("A whole number from 0 to %1 is needed.").arg(kLongestPath));
}

AddressGroup::AddressGroup(QObject* parent)
    : ListGroup(parent)
    , m_mustStaple(
          named(new QCheckBox(tr("The server has to staple an OCSP response (must-staple)")),
                "certificateMustStaple"))
{
    const auto address = [this](const QString& label,
                                const char* name,
                                const QString& example,
                                const QString& hint,
                                QStringList CertificateRequest::*member) {
        addList(new FormField(label, line(name, example), hint), member, false);
    };
    address(tr("C&RL"),
            "certificateCrlUrls",
            QStringLiteral("http://ca.test/ca.crl"),
            tr("Where the issuer's list of revoked certificates can be had."),
            &CertificateRequest::crlUrls);
    address(tr("&OCSP"),
            "certificateOcspUrls",
            QStringLiteral("http://ocsp.test/"),
            tr("Where the issuer answers whether this certificate is still good."),
            &CertificateRequest::ocspUrls);
    address(tr("Issuer's &certificate"),
            "certificateIssuerUrls",
            QStringLiteral("http://ca.test/ca.der"),
            {},
            &CertificateRequest::caIssuersUrls);
    address(tr("&Policies"),
            "certificatePolicies",
            QStringLiteral("2.23.140.1.2.1"),
            tr("OIDs, “anyPolicy”, or OID=address of the practice statement."),
            &CertificateRequest::policies);
    m_mustStaple->setAccessibleName(tr("Must-staple"));
    addField(new FormField(QString(), m_mustStaple));
    connect(m_mustStaple, &QCheckBox::toggled, this, &RequestGroup::changed);
}

void AddressGroup::show(const CertificateRequest& request)
{
    ListGroup::show(request);
    m_mustStaple->setChecked(request.mustStaple);
}

void AddressGroup::read(CertificateRequest& request) const
{
    ListGroup::read(request);
    request.mustStaple = m_mustStaple->isChecked();
}

} // namespace workbench
