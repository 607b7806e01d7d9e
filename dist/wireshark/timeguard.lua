-- Dissector for the protocol of Timeguard Wi-Fi time switches (NTTWIFI, FSTWIFI): UDP and TCP port 9997, and by
-- its form on other ports. The facts are those of docs/reference/protocol.md, the names of fields those of `timeguard decode
-- --json`, written for filters: workMode is timeguard.work_mode. Every field is held against the decoder's by
-- WiresharkDissectorTest. For Wireshark 4.0 and later.

local timeguard = Proto("timeguard", "Timeguard Time Switch")

local MAGIC, FOOTER = 0xfad4, 0x2ddf
local HEADER, AROUND, MIN_PAYLOAD, MAX_PAYLOAD = 8, 12, 12, 65495
local PARAMS_AT = 20
local REPORT_SEQUENCE = 0xff
local RESPONSE_FLAG, SERVER_FLAG = 1, 8
local NAME_SIZE, PERIOD_SIZE, PERIODS = 50, 6, 6

-- What Wireshark calls the transport.
local TCP = 2

-- The same request this much later is another one.
local LONGEST_REPEAT = 30

---------------------------------------------------------------------------------------------------------------------
-- Fields
---------------------------------------------------------------------------------------------------------------------

local WORK_MODE = {[0] = "AUTO", "ALWAYS_OFF", "ALWAYS_ON", "HOLIDAY"}
local BOOST_TYPE = {[0] = "OFF", "ONE_HOUR", "TWO_HOURS", "UNSPECIFIED"}
local TOGGLE = {[0] = "OFF", "ON"}
local RELAY = {"OFF", "ON"}
local DAYS = {"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

local f = {}
local function field(name, kind, title, ...)
    f[name] = ProtoField[kind]("timeguard." .. name, title, ...)
end

field("magic", "uint16", "Magic", base.HEX)
field("payload_size", "uint16", "Payload size", base.DEC)
field("message_id", "uint32", "Message id", base.DEC)
field("type", "uint8", "Type", base.DEC)
field("flags", "uint8", "Flags", base.HEX)
field("flags.response", "bool", "Response", 8, nil, 0x01)
field("flags.write", "bool", "Write: reports or changes something", 8, nil, 0x02)
field("flags.unknown", "bool", "Unknown bit 2", 8, nil, 0x04)
field("flags.from_server", "bool", "From the server", 8, nil, 0x08)
field("params_size", "uint16", "Params size", base.DEC)
field("sequence", "uint8", "Sequence", base.DEC)
field("unknown", "bytes", "Unknown", base.NONE)
field("device_id", "uint32", "Device id", base.HEX)
field("kind", "string", "Kind")
field("raw", "bytes", "Params of an unknown kind", base.NONE)
field("extra", "bytes", "Extra bytes", base.NONE)
field("checksum", "uint16", "Checksum", base.HEX)
field("checksum.status", "uint8", "Checksum status", base.DEC, {[0] = "Bad", "Good"})
field("footer", "uint16", "Footer", base.HEX)
field("trailing", "bytes", "Bytes behind the last frame", base.NONE)
field("invalid", "string", "Invalid")

field("relay", "uint8", "Relay", base.DEC, RELAY, 0x03)
field("load_detected", "bool", "Load detected", 8, nil, 0x08)
field("advance", "uint8", "Advance", base.DEC, TOGGLE)
f.advance_bit = ProtoField.uint8("timeguard.advance", "Advance", base.DEC, TOGGLE, 0x10)
field("load_detected_before", "bool", "Load detected before", 8, nil, 0x20)
field("state_unknown", "uint8", "Unknown bits of the state", base.HEX, nil, 0xc4)
field("unknown1", "bytes", "Unknown", base.NONE)
field("work_mode", "uint8", "Work mode", base.DEC, WORK_MODE)
field("unknown2", "bytes", "Unknown", base.NONE)
field("uptime", "uint32", "Uptime in seconds", base.DEC)
field("unknown3", "bytes", "Unknown", base.NONE)
field("time", "uint32", "Time", base.DEC)
field("code_version", "string", "Code version")

for word, title in pairs({boost = "Boost", finish = "Finish", started = "Started"}) do
    field(word .. "_word", "uint16", title, base.HEX)
    field(word .. ".type", "uint16", "Type", base.DEC, BOOST_TYPE, 0xc000)
    field(word .. ".start", "uint16", "Minute of the week", base.DEC, nil, 0x3fff)
end
field("boost", "uint8", "Boost", base.DEC, BOOST_TYPE)

field("schedule", "uint8", "Schedule", base.DEC)
field("name", "string", "Name")
field("period", "none", "Period")
for _, time in ipairs({"start", "end"}) do
    field("period." .. time .. ".enabled", "bool", "Enabled", 16, nil, 0x1000)
    field("period." .. time .. ".minute", "uint16", "Minute of the day", base.DEC, nil, 0x0fff)
    field("period." .. time .. ".reserved", "uint16", "Reserved", base.DEC, nil, 0xe000)
end
for bit = 0, 6 do
    local day = DAYS[bit + 1]
    field("period.repeat." .. day, "bool", day:sub(1, 1):upper() .. day:sub(2), 8, nil, 2 ^ bit)
end
field("period.repeat_unknown", "uint8", "Unknown bit of the days", base.HEX, nil, 0x80)
field("period.unknown", "bytes", "Unknown", base.NONE)

field("holiday.active", "uint8", "Active", base.DEC, TOGGLE)
field("holiday.unknown", "bytes", "Unknown", base.NONE)
field("holiday.first", "uint32", "First time", base.DEC)
field("holiday.second", "uint32", "Second time", base.DEC)

f.response_in = ProtoField.framenum("timeguard.response_in", "Response in", base.NONE, frametype.RESPONSE)
f.request_in = ProtoField.framenum("timeguard.request_in", "Request in", base.NONE, frametype.REQUEST)
f.response_time = ProtoField.relative_time("timeguard.response_time", "Time since the request")
f.retransmission_of =
    ProtoField.framenum("timeguard.retransmission_of", "Retransmission of", base.NONE, frametype.RETRANS_PREV)

local fields = {}
for _, it in pairs(f) do
    fields[#fields + 1] = it
end
timeguard.fields = fields

local e = {
    invalid = ProtoExpert.new("timeguard.expert.invalid", "Invalid frame", expert.group.MALFORMED, expert.severity.ERROR),
    checksum = ProtoExpert.new("timeguard.expert.checksum", "Bad checksum", expert.group.CHECKSUM, expert.severity.ERROR),
    unknown_kind = ProtoExpert.new(
        "timeguard.expert.unknown_kind", "A kind that nobody has explained", expert.group.UNDECODED, expert.severity.NOTE),
    unknown_value = ProtoExpert.new(
        "timeguard.expert.unknown_value", "A value that has no name", expert.group.UNDECODED, expert.severity.NOTE),
    extra = ProtoExpert.new(
        "timeguard.expert.extra", "More bytes than the kind needs", expert.group.UNDECODED, expert.severity.NOTE),
    trailing = ProtoExpert.new(
        "timeguard.expert.trailing", "Bytes that are no frame", expert.group.UNDECODED, expert.severity.WARN),
    retransmission = ProtoExpert.new(
        "timeguard.expert.retransmission", "Retransmission", expert.group.SEQUENCE, expert.severity.NOTE),
}
local experts = {}
for _, it in pairs(e) do
    experts[#experts + 1] = it
end
timeguard.experts = experts

---------------------------------------------------------------------------------------------------------------------
-- Values as people read them
---------------------------------------------------------------------------------------------------------------------

local function clock(minute)
    return string.format("%02d:%02d", math.floor(minute / 60), minute % 60)
end

local function week(minute)
    local day = DAYS[math.floor(minute / 1440) + 1]
    return day and day:sub(1, 1):upper() .. day:sub(2, 3) .. " " .. clock(minute % 1440) or "beyond a week"
end

local function date(seconds)
    return seconds == 0 and "none" or os.date("!%Y-%m-%d %H:%M:%S", seconds)
end

-- Lua has had three names for it.
local xor = bit and bit.bxor or bit32 and bit32.bxor or load("return function(a, b) return a ~ b end")()

local CRC = {}
for byte = 0, 255 do
    local crc = byte * 256
    for _ = 1, 8 do
        crc = crc < 0x8000 and crc * 2 or xor(crc * 2 % 0x10000, 0x1021)
    end
    CRC[byte] = crc
end

local function checksum(range)
    local crc = 0
    local bytes = range:raw()
    for i = 1, #bytes do
        crc = xor(crc % 256 * 256, CRC[xor(math.floor(crc / 256), bytes:byte(i))])
    end
    return crc
end

---------------------------------------------------------------------------------------------------------------------
-- Params, by kind
---------------------------------------------------------------------------------------------------------------------

-- A byte, or the bits of one, that stand for something.
local function coded(tree, it, range, value, names)
    local item = tree:add_le(it, range)
    if names[value] == nil then
        item:add_proto_expert_info(e.unknown_value)
    end
    return names[value] or tostring(value)
end

-- Text ends at the first zero, or with its field.
local function text(tree, it, range, encoding)
    local bytes = range:raw()
    local length = (bytes:find("\0", 1, true) or #bytes + 1) - 1
    local value = length == 0 and "" or range(0, length):string(encoding)
    tree:add(it, range, value)
    return '"' .. value .. '"'
end

local function boost_word(tree, name, range)
    local word = range:le_uint()
    local kind, minute = math.floor(word / 0x4000), word % 0x4000
    local sub = tree:add_le(f[name .. "_word"], range)
    sub:append_text(string.format(" (%s, %s)", BOOST_TYPE[kind], week(minute)))
    sub:add_le(f[name .. ".type"], range)
    sub:add_le(f[name .. ".start"], range):append_text(" (" .. week(minute) .. ")")
    return BOOST_TYPE[kind]
end

local function status(tree, p)
    local state = p(0, 1):uint()
    local relay = coded(tree, f.relay, p(0, 1), state % 4, RELAY)
    tree:add(f.load_detected, p(0, 1))
    tree:add(f.advance_bit, p(0, 1))
    tree:add(f.load_detected_before, p(0, 1))
    tree:add(f.state_unknown, p(0, 1))
    tree:add(f.unknown1, p(1, 3))
    local mode = coded(tree, f.work_mode, p(4, 1), p(4, 1):uint(), WORK_MODE)
    tree:add(f.unknown2, p(5, 3))
    tree:add_le(f.uptime, p(8, 4))
    local boost = boost_word(tree, "boost", p(12, 2))
    tree:add(f.unknown3, p(14, 2))
    return string.format(
        "relay %s%s%s, %s%s", relay, math.floor(state / 8) % 2 == 1 and ", load" or "",
        math.floor(state / 16) % 2 == 1 and ", advance" or "", mode, boost == "OFF" and "" or ", boost " .. boost)
end

local function time(tree, p)
    local seconds = p(0, 4):le_uint()
    tree:add_le(f.time, p(0, 4)):append_text(" (" .. date(seconds) .. " UTC)")
    return date(seconds)
end

local function code_version(tree, p)
    return text(tree, f.code_version, p(0, 13), ENC_ASCII)
end

local function nothing()
    return ""
end

local function schedule_id(tree, p)
    tree:add(f.schedule, p(0, 1))
    return "schedule " .. p(0, 1):uint()
end

local function schedule_name(tree, p)
    return schedule_id(tree, p) .. " " .. text(tree, f.name, p(1, NAME_SIZE), ENC_UTF_8)
end

local function period_time(tree, name, range)
    local word = range:le_uint()
    tree:add_le(f["period." .. name .. ".enabled"], range)
    tree:add_le(f["period." .. name .. ".minute"], range):append_text(" (" .. clock(word % 0x1000) .. ")")
    tree:add_le(f["period." .. name .. ".reserved"], range)
    return math.floor(word / 0x1000) % 2 == 1 and clock(word % 0x1000) or ""
end

local function period(tree, number, range)
    local sub = tree:add(f.period, range)
    local from = period_time(sub, "start", range(0, 2))
    local till = period_time(sub, "end", range(2, 2))
    local days, names = range(4, 1):uint(), {}
    for bit = 0, 6 do
        local day = DAYS[bit + 1]
        sub:add(f["period.repeat." .. day], range(4, 1))
        if math.floor(days / 2 ^ bit) % 2 == 1 then
            names[#names + 1] = day:sub(1, 3)
        end
    end
    sub:add(f["period.repeat_unknown"], range(4, 1))
    sub:add(f["period.unknown"], range(5, 1))
    sub:set_text(string.format("Period %d: %s %s-%s", number, table.concat(names, ","), from, till))
end

local function schedule(tree, p)
    local id = schedule_id(tree, p)
    for i = 1, PERIODS do
        period(tree, i, p(1 + (i - 1) * PERIOD_SIZE, PERIOD_SIZE))
    end
    return id .. " " .. text(tree, f.name, p(1 + PERIODS * PERIOD_SIZE, NAME_SIZE), ENC_UTF_8)
end

local function work_mode(tree, p)
    return coded(tree, f.work_mode, p(0, 1), p(0, 1):uint(), WORK_MODE)
end

local function holiday(tree, p)
    local active = coded(tree, f["holiday.active"], p(0, 1), p(0, 1):uint(), TOGGLE)
    tree:add(f["holiday.unknown"], p(1, 3))
    for _, it in ipairs({{"first", p(4, 4)}, {"second", p(8, 4)}}) do
        tree:add_le(f["holiday." .. it[1]], it[2]):append_text(" (" .. date(it[2]:le_uint()) .. ")")
    end
    return string.format("active %s, %s, %s", active, date(p(4, 4):le_uint()), date(p(8, 4):le_uint()))
end

local function advance(tree, p)
    return coded(tree, f.advance, p(0, 1), p(0, 1):uint(), TOGGLE)
end

local function boost(tree, p)
    return coded(tree, f.boost, p(0, 1), p(0, 1):uint(), BOOST_TYPE)
end

local function boost_words(tree, p)
    boost_word(tree, "finish", p(0, 2))
    return boost_word(tree, "started", p(2, 2))
end

-- The table of kinds: type and flags, name, the bytes of params that it needs, and what shows them.
local KINDS = {}
for _, row in ipairs({
    {0, 0x6, "PingRequest", 16, status},
    {0, 0xf, "PingResponse", 4, time},
    {2, 0x6, "ReportCodeVersionRequest", 13, code_version},
    {2, 0xb, "ReportCodeVersionResponse", 13, code_version},
    {2, 0xc, "GetCodeVersionRequest", 0, nothing},
    {2, 0x5, "GetCodeVersionResponse", 13, code_version},
    {5, 0xc, "GetScheduleRequest", 1, schedule_id},
    {5, 0x5, "GetScheduleResponse", 87, schedule},
    {5, 0xe, "SetScheduleRequest", 87, schedule},
    {5, 0x7, "SetScheduleResponse", 87, schedule},
    {8, 0xe, "SetWorkModeRequest", 1, work_mode},
    {8, 0x7, "SetWorkModeResponse", 1, work_mode},
    {9, 0xc, "GetHolidayRequest", 0, nothing},
    {9, 0x5, "GetHolidayResponse", 12, holiday},
    {9, 0xe, "SetHolidayRequest", 12, holiday},
    {9, 0x7, "SetHolidayResponse", 12, holiday},
    {10, 0xe, "SetScheduleNameRequest", 51, schedule_name},
    {10, 0x7, "SetScheduleNameResponse", 1, schedule_id},
    {11, 0xc, "GetActiveScheduleRequest", 0, nothing},
    {11, 0x5, "GetActiveScheduleResponse", 1, schedule_id},
    {11, 0xe, "SetActiveScheduleRequest", 1, schedule_id},
    {11, 0x7, "SetActiveScheduleResponse", 1, schedule_id},
    {12, 0xe, "SetAdvanceRequest", 1, advance},
    {12, 0x7, "SetAdvanceResponse", 1, advance},
    {13, 0xe, "SetBoostRequest", 1, boost},
    {13, 0x7, "SetBoostResponse", 4, boost_words},
}) do
    KINDS[row[1] * 16 + row[2]] = {name = row[3], size = row[4], show = row[5]}
end

---------------------------------------------------------------------------------------------------------------------
-- Requests, responses and retransmissions: by flow, device, type and sequence
---------------------------------------------------------------------------------------------------------------------

-- Of each frame, by its packet and its place there: what the first pass has found out.
local found = {}
-- The last request by its key, and the last frames that may come again.
local requests, seen = {}, {}

function timeguard.init()
    found, requests, seen = {}, {}, {}
end

local function flow(pinfo)
    local a = tostring(pinfo.src) .. ":" .. pinfo.src_port
    local b = tostring(pinfo.dst) .. ":" .. pinfo.dst_port
    return a < b and a .. " " .. b or b .. " " .. a
end

local function relate(pinfo, frame, place)
    local key = string.format("%s %s %d %d", flow(pinfo), frame.device, frame.type, frame.sequence)
    local now = pinfo.abs_ts
    local it = {}
    found[pinfo.number .. " " .. place] = it
    local isResponse = frame.flags % 2 == RESPONSE_FLAG
    local isServers = math.floor(frame.flags / SERVER_FLAG) % 2 == 1
    -- A device counts its frames; the server's say again what they said.
    local again = key .. " " .. frame.flags .. " " .. (isServers and frame.params or frame.message_id)
    local before = seen[again]
    if before and now - before.at <= LONGEST_REPEAT and not isResponse then
        it.retransmission_of = before.number
    end
    seen[again] = {number = pinfo.number, at = now}
    if not isResponse then
        if it.retransmission_of and requests[key] then
            -- What is answered is the first one.
            requests[key].repeats[#requests[key].repeats + 1] = it
            it.first = requests[key].it
        else
            requests[key] = {number = pinfo.number, at = now, it = it, isServers = isServers, repeats = {}}
        end
    else
        local request = requests[key]
        if request and request.isServers ~= isServers and now - request.at <= LONGEST_REPEAT then
            it.request_in = request.number
            it.response_time = now - request.at
            if request.it.response_in == nil then
                request.it.response_in = pinfo.number
            end
        end
    end
end

local function show_relations(tree, it)
    local response = it.response_in or (it.first and it.first.response_in)
    if it.retransmission_of then
        tree:add(f.retransmission_of, it.retransmission_of):set_generated()
        tree:add_proto_expert_info(e.retransmission)
    end
    if response then
        tree:add(f.response_in, response):set_generated()
    end
    if it.request_in then
        tree:add(f.request_in, it.request_in):set_generated()
        local seconds = math.floor(it.response_time)
        tree:add(f.response_time, NSTime.new(seconds, math.floor((it.response_time - seconds) * 1e9 + 0.5))):set_generated()
    end
end

---------------------------------------------------------------------------------------------------------------------
-- Frames
---------------------------------------------------------------------------------------------------------------------

-- Why the bytes from this place on begin no valid frame, in the order of docs/reference/protocol.md; nil where they do.
local function problem(tvb, at)
    local left = tvb:len() - at
    if left >= 2 and tvb(at, 2):uint() ~= MAGIC then
        return "magic", "it starts with " .. tostring(tvb(at, 2)) .. ", a frame with fad4"
    end
    if left < 4 then
        return "truncated", "only " .. left .. " bytes"
    end
    local size = tvb(at + 2, 2):le_uint()
    if size < MIN_PAYLOAD or size > MAX_PAYLOAD then
        return "size", "a payload of " .. size .. " bytes"
    end
    if left < size + AROUND then
        return "truncated", left .. " of " .. size + AROUND .. " bytes"
    end
    if tvb(at + HEADER + size + 2, 2):uint() ~= FOOTER then
        return "footer", "it does not end with 2ddf"
    end
    if checksum(tvb(at + HEADER, size)) ~= tvb(at + HEADER + size, 2):le_uint() then
        return "checksum", string.format("that of the payload is %04x", checksum(tvb(at + HEADER, size)))
    end
    if tvb(at + 8, 1):uint() > 0x0f then
        return "type", "a type beyond 15"
    end
    if tvb(at + 9, 1):uint() > 0x0f then
        return "flags", "flags beyond 15"
    end
    if tvb(at + 10, 2):le_uint() > size - MIN_PAYLOAD then
        return "params-size", "the params would reach beyond the payload"
    end
    return nil
end

-- The whole of a frame whose size is right, valid or not; says what it is.
local function show_frame(tvb, at, tree, reason)
    local size = tvb(at + 2, 2):le_uint()
    tree:add(f.magic, tvb(at, 2))
    tree:add_le(f.payload_size, tvb(at + 2, 2))
    tree:add_le(f.message_id, tvb(at + 4, 4))
    tree:add(f.type, tvb(at + 8, 1))
    local flags = tree:add(f.flags, tvb(at + 9, 1))
    for _, name in ipairs({"response", "write", "unknown", "from_server"}) do
        flags:add(f["flags." .. name], tvb(at + 9, 1))
    end
    tree:add_le(f.params_size, tvb(at + 10, 2))
    local sequence = tree:add(f.sequence, tvb(at + 12, 1))
    tree:add(f.unknown, tvb(at + 13, 3))
    tree:add_le(f.device_id, tvb(at + 16, 4))
    local frame = {
        message_id = tvb(at + 4, 4):le_uint(),
        type = tvb(at + 8, 1):uint(),
        flags = tvb(at + 9, 1):uint(),
        sequence = tvb(at + 12, 1):uint(),
        device = string.format("%08x", tvb(at + 16, 4):le_uint()),
    }
    if frame.sequence == REPORT_SEQUENCE then
        sequence:append_text(" (a report, or the answer to one)")
    end
    local payload = size - MIN_PAYLOAD
    local count = math.min(tvb(at + 10, 2):le_uint(), payload)
    local kind = KINDS[frame.type * 16 + frame.flags]
    if kind and count < kind.size then
        kind = nil
    end
    local label = kind and kind.name or "Unknown"
    tree:add(f.kind, label):set_generated()
    frame.params = count == 0 and "" or tvb(at + PARAMS_AT, count):bytes():tohex()
    frame.summary = ""
    local known = count
    if kind then
        frame.summary = kind.show(tree, tvb(at + PARAMS_AT):tvb()) or ""
        known = kind.size
    else
        frame.summary = string.format("type %d flags %X", frame.type, frame.flags)
        if count > 0 then
            tree:add(f.raw, tvb(at + PARAMS_AT, count))
        end
        tree:add_proto_expert_info(e.unknown_kind)
    end
    if payload > known then
        tree:add(f.extra, tvb(at + PARAMS_AT + known, payload - known)):add_proto_expert_info(e.extra)
    end
    local sum = tree:add_le(f.checksum, tvb(at + HEADER + size, 2))
    sum:add(f["checksum.status"], reason == "checksum" and 0 or 1):set_generated()
    if reason == "checksum" then
        sum:add_proto_expert_info(e.checksum)
    end
    tree:add(f.footer, tvb(at + HEADER + size + 2, 2))
    tree:append_text(", " .. label .. (reason and " (invalid: " .. reason .. ")" or "")
        .. " " .. (math.floor(frame.flags / SERVER_FLAG) % 2 == 1 and "to " or "from ") .. frame.device)
    frame.label = label
    return frame
end

-- What is no valid frame: why, and its fields where it has the size to have them.
local function show_invalid(tvb, at, tree, reason, detail)
    tree:add(f.invalid, reason):append_text(": " .. detail):set_generated()
    tree:add_proto_expert_info(e.invalid, reason .. ": " .. detail)
    if reason ~= "magic" and reason ~= "truncated" and reason ~= "size" then
        show_frame(tvb, at, tree, reason)
    end
end

-- All of a datagram, or of a part of a stream.
local function dissect(tvb, pinfo, root)
    pinfo.cols.protocol = "TIMEGUARD"
    local infos, at = {}, 0
    repeat
        local reason, detail = problem(tvb, at)
        if reason and at > 0 then
            local rest = root:add(timeguard, tvb(at), "Timeguard Time Switch, bytes that are no frame")
            rest:add(f.trailing, tvb(at)):add_proto_expert_info(e.trailing, reason .. ": " .. detail)
            break
        end
        if reason then
            local tree = tvb:len() > 0 and root:add(timeguard, tvb()) or root:add(timeguard)
            show_invalid(tvb, at, tree, reason, detail)
            infos[1] = "Invalid: " .. reason .. ": " .. detail
            break
        end
        local size = tvb(at + 2, 2):le_uint() + AROUND
        local tree = root:add(timeguard, tvb(at, size))
        local frame = show_frame(tvb, at, tree, nil)
        local place = tvb:offset() + at
        if not pinfo.visited then
            relate(pinfo, frame, place)
        end
        local relations = found[pinfo.number .. " " .. place] or {}
        show_relations(tree, relations)
        infos[#infos + 1] = string.format(
            "%s%s %s seq %d%s", relations.retransmission_of and "[Retransmission] " or "", frame.label, frame.device,
            frame.sequence, frame.summary == "" and "" or ", " .. frame.summary)
        at = at + size
    until at >= tvb:len()
    pinfo.cols.info = table.concat(infos, "; ")
    return tvb:len()
end

-- How long a frame in a stream is. What is none has no length of its own: it goes to the end.
local function length(tvb, _, at)
    local size = tvb(at + 2, 2):le_uint()
    if tvb(at, 2):uint() ~= MAGIC or size < MIN_PAYLOAD or size > MAX_PAYLOAD then
        return tvb:len() - at
    end
    return size + AROUND
end

local function dissect_any(tvb, pinfo, root)
    if pinfo.port_type == TCP then
        dissect_tcp_pdus(tvb, root, 4, length, dissect)
        return tvb:len()
    end
    return dissect(tvb, pinfo, root)
end

timeguard.dissector = dissect_any

-- On other ports: what has the form of a frame, and nothing else.
local function heuristic(tvb, pinfo, root)
    if tvb:len() < AROUND + MIN_PAYLOAD or problem(tvb, 0) then
        return false
    end
    dissect_any(tvb, pinfo, root)
    return true
end

timeguard:register_heuristic("udp", heuristic)
timeguard:register_heuristic("tcp", function(tvb, pinfo, root)
    if not heuristic(tvb, pinfo, root) then
        return false
    end
    pinfo.conversation = timeguard
    return true
end)
DissectorTable.get("udp.port"):add(9997, timeguard)
DissectorTable.get("tcp.port"):add(9997, timeguard)

---------------------------------------------------------------------------------------------------------------------
-- Marks in a gateway's capture: text in packets of their own, shown in the list
---------------------------------------------------------------------------------------------------------------------

local mark = Proto("timeguard_mark", "Timeguard Mark")
local comment = Field.new("frame.comment")

function mark.dissector(_, pinfo)
    local text = comment()
    if text and tostring(text):sub(1, 6) == "mark: " then
        pinfo.cols.protocol = "MARK"
        pinfo.cols.info = tostring(text):sub(7)
    end
end

register_postdissector(mark)
