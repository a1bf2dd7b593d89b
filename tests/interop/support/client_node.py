"""node's module tls as a client."""

from support.client_scripts import ScriptedClient
from support.process import require

_SCRIPT = """
const tls = require('tls'), fs = require('fs'), readline = require('readline');

function connect(words, session) {
    const version = words.version === '1.0' ? 'TLSv1' : 'TLSv' + words.version;
    const options = {host: '127.0.0.1', port: Number(words.port), servername: 'localhost', session,
                     ca: fs.readFileSync(words.ca), minVersion: version, maxVersion: version,
                     ciphers: 'DEFAULT:@SECLEVEL=0', requestOCSP: words.staple === 'yes'};
    if (words.protocols) options.ALPNProtocols = words.protocols.split(',');
    if (words.key) Object.assign(options, {cert: fs.readFileSync(words.certificate), key: fs.readFileSync(words.key)});
    return new Promise(resolve => {
        let kept = null, staple = false, said = 'error=ended without a word';
        const socket = tls.connect(options, () => socket.write('GET / HTTP/1.0\\r\\n\\r\\n'));
        socket.on('session', data => { kept = data; });
        socket.on('OCSPResponse', data => { staple = data !== null && data.length > 0; });
        socket.on('error', error => { said = 'error=' + error.code + ' ' + error.message.replace(/\\s+/g, ' '); });
        socket.on('data', () => {
            said = ['version=' + socket.getProtocol(), 'suite=' + socket.getCipher().standardName,
                    'protocol=' + (socket.alpnProtocol || ''), 'resumed=' + socket.isSessionReused(),
                    'staple=' + staple].join('\\t');
        });
        socket.on('close', () => { console.log(said); resolve(kept); });
    });
}

(async () => {
    for await (const line of readline.createInterface({input: process.stdin})) {
        const words = Object.fromEntries(line.split('\\t').map(word => word.split(/=(.*)/s)));
        let session = null;
        for (let count = 0; count < Number(words.connections); ++count) session = await connect(words, session);
    }
})();
"""


class Node(ScriptedClient):
    name = "node"

    def command(self):
        script = self.folder / "matrix-client.js"
        script.write_text(_SCRIPT)
        return [require("node"), script]
