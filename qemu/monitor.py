# SPDX-License-Identifier: GPL-2.0
"""QEMU's monitor (QMP): NMIs and memory hotplug for a running guest."""
import json


class Monitor:
    def __init__(self, sock):
        self.sock = sock
        self.data = b""
        self.waiting = []       # callbacks, in the order of the commands sent
        self.leaving = {}       # DIMM name -> callback, until the kernel has released it
        self.count = 0
        self.send("qmp_capabilities")

    def send(self, command, then=None, **arguments):
        message = {"execute": command}
        if arguments:
            message["arguments"] = arguments
        self.waiting.append(then)
        try:
            self.sock.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            pass

    def receive(self, data):
        self.data += data
        while b"\n" in self.data:
            line, self.data = self.data.split(b"\n", 1)
            message = json.loads(line)
            if "return" in message or "error" in message:
                then = self.waiting.pop(0)
                if then:
                    then(message.get("error", {}).get("desc"))
            elif "event" in message:
                self.event(message["event"], message.get("data", {}))

    def event(self, name, data):
        dimm = data.get("device")
        answer = self.leaving.pop(dimm, None) if name in (
            "DEVICE_DELETED", "DEVICE_UNPLUG_GUEST_ERROR", "MEM_UNPLUG_ERROR") else None
        if not answer:
            return
        if name == "DEVICE_DELETED":
            self.send("object-del", lambda error: answer(f"error {error}" if error else "ok"), id="mem-" + dimm)
        else:
            answer(f"error the kernel does not release {dimm}: {data.get('msg', 'it is in use')}")

    def dimm(self, words, answer):
        """Handles `dimm add NODE MIB` and `dimm del NAME`; calls answer(text) on completion."""
        match words:
            case ["dimm", "add", node, mib] if node.isdigit() and mib.isdigit():
                self.count += 1
                name = f"dimm{self.count}"

                def plug(error):
                    if error:
                        answer(f"error {error}")
                        return
                    self.send("device_add", lambda error: answer(f"error {error}" if error else f"ok {name}"),
                              driver="pc-dimm", id=name, memdev="mem-" + name, node=int(node))
                self.send("object-add", plug, **{"qom-type": "memory-backend-ram", "id": "mem-" + name,
                                                 "size": int(mib) << 20})
            case ["dimm", "del", name]:
                def asked(error):
                    if error:
                        self.leaving.pop(name, None)
                        answer(f"error {error}")
                self.leaving[name] = answer
                self.send("device_del", asked, id=name)
            case _:
                answer("error unknown request: " + " ".join(words))
