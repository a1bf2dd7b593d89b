#pragma once

#include "core/connection/connection_record.h"
#include "core/diagnosis/finding.h"

#include <QJsonObject>
#include <QList>
#include <QString>

namespace workbench {

struct ReportOptions
{
    bool colour = false; ///< ANSI colours in text
    bool messageBytes = true; ///< `hex` of messages in JSON
    bool data = false; ///< application data, which servers' logs leave out
    bool dataSize = false; ///< where the data is left out: how much it was
    bool fields = false; ///< messages with what is in them; in JSON `fields`, offsets into `hex`
};

/// The document `tls-workbench/connection/1` of the command line's contract.
QJsonObject toJson(const ConnectionRecord& record,
                   const QList<Finding>& findings,
                   const ReportOptions& options = {});

/// The same for people: phases, handshake log, agreed values, certificates, verification, verdict.
QString toText(const ConnectionRecord& record,
               const QList<Finding>& findings,
               const ReportOptions& options = {});

/// The same as a page that needs nothing beside itself.
QString toHtml(const ConnectionRecord& record,
               const QList<Finding>& findings,
               const ReportOptions& options = {});

} // namespace workbench
