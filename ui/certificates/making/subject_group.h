#pragma once

#include "ui/certificates/making/request_group.h"

class QCheckBox;

namespace workbench {

/// Whom the certificate names: the usual attributes one by one, or the whole subject as text.
class SubjectGroup : public RequestGroup
{
    Q_OBJECT

public:
    explicit SubjectGroup(QObject* parent);

    void show(const CertificateRequest& request) override;
    void read(CertificateRequest& request) const override;
    void check() override;

    /// Who is named where nothing is typed.
    void setUsualName(const QString& name);

private:
    struct Attribute
    {
        const char* type;
        QLineEdit* edit;
    };

    QString composed() const;

    QList<Attribute> m_attributes;
    QLineEdit* m_whole;
    QCheckBox* m_none;
    FormField* m_wholeField;
    FormField* m_countryField = nullptr;
};

} // namespace workbench
