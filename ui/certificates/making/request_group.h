#pragma once

#include "core/certificates/certificate_request.h"
#include "ui/common/form_field.h"

#include <QList>
#include <QObject>

class QLineEdit;

namespace workbench {

/// Rows of the dialog that makes certificates which belong together: one part of a
/// CertificateRequest.
class RequestGroup : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// The rows in their order; the dialog places them.
    QList<FormField*> fields() const { return m_fields; }

    /// Fills the rows.
    virtual void show(const CertificateRequest& request) = 0;
    /// Puts what the rows say into the request.
    virtual void read(CertificateRequest& request) const = 0;
    /// Says beside each row what is wrong with it.
    virtual void check() = 0;

    virtual void setKind(CertificateKind /*kind*/) { }

Q_SIGNALS:
    void changed();

protected:
    FormField* addField(FormField* field);
    /// A line that reports its changes.
    QLineEdit* line(const char* name, const QString& placeholder = {}) const;

private:
    QList<FormField*> m_fields;
};

/// What core says about the extensions of a request; empty: nothing.
QString extensionProblem(const CertificateRequest& request);

/// The same when there is a list in it, each entry parted by spaces or, with `commas`, those too.
QStringList splitEntries(const QString& text, bool commas);

} // namespace workbench
