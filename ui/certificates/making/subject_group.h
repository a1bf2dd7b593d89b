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
    /// Why that cannot be the common name; empty: it can, or something else is typed.
    QString usualNameProblem() const;

private:
    struct Attribute
    {
        const char* type;
        qsizetype limit; ///< in characters (RFC 5280, appendix A.1)
        QLineEdit* edit;
        FormField* field;
    };

    QString composed() const;
    bool isWritten() const; ///< as a whole, or left out
    static QString problemOf(const Attribute& attribute);

    QList<Attribute> m_attributes;
    QLineEdit* m_whole;
    QCheckBox* m_none;
    FormField* m_wholeField;
};

} // namespace workbench
