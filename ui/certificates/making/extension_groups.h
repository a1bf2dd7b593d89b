#pragma once

#include "ui/certificates/making/request_group.h"

class QCheckBox;
class QComboBox;
class QPlainTextEdit;

namespace workbench {

class UsageEditor;

/// Lines with one list of the request each.
class ListGroup : public RequestGroup
{
    Q_OBJECT

public:
    using RequestGroup::RequestGroup;

    void show(const CertificateRequest& request) override;
    void read(CertificateRequest& request) const override;
    void check() override;

protected:
    /// `commas`: they part entries, too; addresses and directory names hold some.
    FormField* addList(FormField* field, QStringList CertificateRequest::*member, bool commas);

private:
    struct Row
    {
        FormField* field;
        QLineEdit* edit;
        QStringList CertificateRequest::*member;
        bool commas;
    };

    QList<Row> m_rows;
};

/// What the key may be used for.
class UsageGroup : public RequestGroup
{
    Q_OBJECT

public:
    explicit UsageGroup(QObject* parent);

    void show(const CertificateRequest& request) override;
    void read(CertificateRequest& request) const override;
    void check() override;

private:
    UsageEditor* m_keyUsage;
    UsageEditor* m_purposes;
    FormField* m_purposesField;
};

/// What a CA may do.
class ConstraintGroup : public ListGroup
{
    Q_OBJECT

public:
    explicit ConstraintGroup(QObject* parent);

    void show(const CertificateRequest& request) override;
    void read(CertificateRequest& request) const override;
    void check() override;
    void setKind(CertificateKind kind) override;

private:
    CertificateKind m_kind = CertificateKind::Server;
    QLineEdit* m_pathLength;
    FormField* m_pathLengthField;
};

/// Where more is to be had about the certificate.
class AddressGroup : public ListGroup
{
    Q_OBJECT

public:
    explicit AddressGroup(QObject* parent);

    void show(const CertificateRequest& request) override;
    void read(CertificateRequest& request) const override;

private:
    QCheckBox* m_mustStaple;
};

/// Signature, serial number, and everything that is knowingly wrong.
class SpecialGroup : public ListGroup
{
    Q_OBJECT

public:
    explicit SpecialGroup(QObject* parent);

    void show(const CertificateRequest& request) override;
    void read(CertificateRequest& request) const override;
    void check() override;

private:
    QString rawProblem() const;

    QComboBox* m_digest;
    QLineEdit* m_serial;
    QPlainTextEdit* m_raw;
    QCheckBox* m_anyIssuer;
    FormField* m_digestField;
    FormField* m_serialField;
    FormField* m_rawField;
};

} // namespace workbench
