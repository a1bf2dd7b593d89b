#include "ui/certificates/making/subject_group.h"

#include "core/certificates/distinguished_name.h"
#include "ui/common/text.h"

#include <QCheckBox>
#include <QLineEdit>

namespace workbench {

SubjectGroup::SubjectGroup(QObject* parent)
    : RequestGroup(parent)
    , m_whole(line("certificateSubject", QStringLiteral("CN=shop,OU=Web,O=Test,C=DE")))
    , m_none(named(new QCheckBox(tr("No subject: the names alone say whom it is for")),
                   "certificateNoSubject"))
{
    const auto attribute = [this](const char* type,
                                  qsizetype limit,
                                  const char* name,
                                  const QString& label,
                                  const QString& hint) {
        QLineEdit* edit = line(name);
        m_attributes.append({type, limit, edit, addField(new FormField(label, edit, hint))});
    };
    constexpr qsizetype kName = 64;
    constexpr qsizetype kPlace = 128;
    constexpr qsizetype kCountry = 2;
    attribute("CN",
              kName,
              "certificateCommonName",
              tr("&Common name (CN)"),
              tr("Empty: the name above."));
    attribute("O", kName, "certificateOrganization", tr("&Organisation (O)"), {});
    attribute("OU", kName, "certificateUnit", tr("Organisational &unit (OU)"), {});
    attribute("L", kPlace, "certificateLocality", tr("&Locality (L)"), {});
    attribute("ST", kPlace, "certificateState", tr("S&tate (ST)"), {});
    attribute("C", kCountry, "certificateCountry", tr("Count&ry (C)"), tr("Two letters."));
    m_wholeField = addField(
        new FormField(tr("&Whole subject"),
                      m_whole,
                      tr("As RFC 4514 writes it; taken instead of the fields above. Any type, also "
                         "dotted OIDs.")));
    m_none->setAccessibleName(tr("No subject"));
    addField(new FormField(QString(), m_none));
    connect(m_none, &QCheckBox::toggled, this, &RequestGroup::changed);
}

void SubjectGroup::setUsualName(const QString& name)
{
    m_attributes.first().edit->setPlaceholderText(name);
}

bool SubjectGroup::isWritten() const
{
    return m_none->isChecked() || !m_whole->text().trimmed().isEmpty();
}

QString SubjectGroup::usualNameProblem() const
{
    const Attribute& name = m_attributes.first();
    const qsizetype length = name.edit->placeholderText().toUcs4().size();
    if (isWritten() || !name.edit->text().trimmed().isEmpty() || length <= name.limit) {
        return {};
    }
    return tr("The common name (CN) of the certificate has at most %1 characters; this has %2. "
              "Shorten it, or type another one below “Subject”.")
        .arg(name.limit)
        .arg(length);
}

QString SubjectGroup::problemOf(const Attribute& attribute)
{
    const QString typed = attribute.edit->text().trimmed();
    if (typed.isEmpty()) {
        return {}; // the usual name is a matter of where it was typed
    }
    if (const qsizetype length = typed.toUcs4().size(); length > attribute.limit) {
        return tr("At most %1 characters; this has %2.").arg(attribute.limit).arg(length);
    }
    const Result<X509NamePtr> parsed = parseDistinguishedName(
        QLatin1String(attribute.type) + QLatin1Char('=') + escapedNameValue(typed));
    return parsed ? QString() : errorText(parsed.error());
}

QString SubjectGroup::composed() const
{
    QStringList parts;
    for (const Attribute& attribute : m_attributes) {
        const QString typed = attribute.edit->text().trimmed();
        const QString value = typed.isEmpty() ? attribute.edit->placeholderText() : typed;
        if (!value.isEmpty()) {
            parts.append(QLatin1String(attribute.type) + QLatin1Char('=')
                         + escapedNameValue(value));
        }
    }
    return parts.join(QLatin1Char(','));
}

void SubjectGroup::show(const CertificateRequest& request)
{
    for (const Attribute& attribute : std::as_const(m_attributes)) {
        attribute.edit->clear();
    }
    m_whole->setText(request.subject);
    m_none->setChecked(request.noSubject);
}

void SubjectGroup::read(CertificateRequest& request) const
{
    const QString whole = m_whole->text().trimmed();
    request.noSubject = m_none->isChecked();
    request.subject = m_none->isChecked() ? QString() : whole.isEmpty() ? composed() : whole;
}

void SubjectGroup::check()
{
    const bool none = m_none->isChecked();
    m_whole->setEnabled(!none);
    const bool apart = m_whole->text().trimmed().isEmpty();
    for (const Attribute& attribute : std::as_const(m_attributes)) {
        attribute.edit->setEnabled(!isWritten());
        attribute.field->setProblem(isWritten() ? QString() : problemOf(attribute));
    }
    const Result<X509NamePtr> whole = parseDistinguishedName(m_whole->text());
    m_wholeField->setProblem(none || apart || whole ? QString() : errorText(whole.error()));
}

} // namespace workbench
