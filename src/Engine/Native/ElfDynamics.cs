using System.Buffers.Binary;
using System.Text;

namespace Slimfront.Engine.Native;

/// <summary>Where the dynamic linking tables of an ELF library stand in its file.</summary>
/// <remarks>
/// System V gABI chapter 5 and the LSB's symbol versioning. Tables are found as the loader finds them: through the
/// program headers and the dynamic segment, never through section headers, which a library may lack.
/// </remarks>
internal sealed class ElfDynamics
{
    private const int SymbolSize = 24;
    private const uint LoadSegment = 1;
    private const uint DynamicSegment = 2;
    private const long StringTable = 5;
    private const long SymbolTable = 6;
    private const long GnuHash = 0x6ffffef5;
    private const long VersionSymbols = 0x6ffffff0;
    private const long VersionNeeds = 0x6ffffffe;
    private const long VersionNeedCount = 0x6fffffff;

    private readonly List<(ulong Address, ulong Offset, ulong Size)> _segments = [];
    private readonly Dictionary<long, ulong> _entries = [];
    private int _strings;
    private int _symbols;
    private int _versions;
    private int _undefined;

    private ElfDynamics() { }

    /// <summary>Reads the tables' places.</summary>
    /// <exception cref="InvalidDataException">Not a 64-bit little-endian ELF library with versioned symbols.</exception>
    public static ElfDynamics Read(ReadOnlySpan<byte> file)
    {
        try
        {
            return ReadUnguarded(file);
        }
        catch (Exception e)
            when (e is ArgumentOutOfRangeException or OverflowException or KeyNotFoundException)
        {
            throw new InvalidDataException("The library's dynamic section is damaged.", e);
        }
    }

    /// <summary>A required version of another library: its index among symbol versions, and where its flags stand.</summary>
    public (ushort Index, int FlagsOffset) FindRequirement(ReadOnlySpan<byte> file, string version)
    {
        var need = Place(VersionNeeds);
        for (var n = 0UL; n < _entries[VersionNeedCount]; n++)
        {
            var auxiliary = need + (int)Word(file, need + 8);
            for (var i = 0; i < Half(file, need + 2); i++)
            {
                if (Text(file, (int)Word(file, auxiliary + 8)) == version)
                    return (Half(file, auxiliary + 6), auxiliary + 4);
                auxiliary += (int)Word(file, auxiliary + 12);
            }
            need += (int)Word(file, need + 12);
        }
        throw new InvalidDataException($"The library does not ask for {version}.");
    }

    /// <summary>The undefined symbols that carry a version.</summary>
    public IReadOnlyList<int> SymbolsOfVersion(ReadOnlySpan<byte> file, ushort version)
    {
        var found = new List<int>();
        for (var symbol = 0; symbol < _undefined; symbol++)
            if (Half(file, VersionOffset(symbol)) == version)
                found.Add(symbol);
        return found;
    }

    /// <summary>How many undefined symbols have a name that starts in a range of the file.</summary>
    public int NamesWithin(ReadOnlySpan<byte> file, int offset, int length)
    {
        var count = 0;
        for (var symbol = 0; symbol < _undefined; symbol++)
            if (NameOffset(file, symbol) - offset is var at && at >= 0 && at < length)
                count++;
        return count;
    }

    /// <summary>The name of a symbol.</summary>
    public string NameOf(ReadOnlySpan<byte> file, int symbol) =>
        Text(file, NameOffset(file, symbol) - _strings);

    /// <summary>Where the name of a symbol stands in the file.</summary>
    public int NameOffset(ReadOnlySpan<byte> file, int symbol) =>
        _strings + (int)Word(file, _symbols + (symbol * SymbolSize));

    /// <summary>Where the version of a symbol stands in the file.</summary>
    public int VersionOffset(int symbol) => _versions + (symbol * sizeof(ushort));

    private static ElfDynamics ReadUnguarded(ReadOnlySpan<byte> file)
    {
        // 64-bit, little endian, version 1.
        if (!file.StartsWith((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]))
            throw new InvalidDataException("The file is not a 64-bit little-endian ELF library.");
        var elf = new ElfDynamics();
        var dynamic = elf.ReadSegments(file);
        for (var at = dynamic.Offset; at < dynamic.Offset + dynamic.Size; at += 16)
            if (Long(file, (int)at) is var tag and not 0)
                elf._entries.TryAdd((long)tag, Long(file, (int)at + 8));
        elf._strings = elf.Place(StringTable);
        elf._symbols = elf.Place(SymbolTable);
        elf._versions = elf.Place(VersionSymbols);
        // The hash table lists defined symbols only; those before its first one are the undefined ones.
        elf._undefined = (int)Word(file, elf.Place(GnuHash) + 4);
        return elf;
    }

    private (ulong Offset, ulong Size) ReadSegments(ReadOnlySpan<byte> file)
    {
        var header = checked((int)Long(file, 32));
        (ulong, ulong) dynamic = default;
        for (var i = 0; i < Half(file, 56); i++, header += Half(file, 54))
        {
            var segment = (Long(file, header + 16), Long(file, header + 8), Long(file, header + 32));
            if (Word(file, header) == LoadSegment)
                _segments.Add(segment);
            if (Word(file, header) == DynamicSegment)
                dynamic = (segment.Item2, segment.Item3);
        }
        return dynamic;
    }

    private int Place(long tag)
    {
        var address = _entries[tag];
        foreach (var (start, offset, size) in _segments)
            if (address >= start && address - start < size)
                return checked((int)(address - start + offset));
        throw new InvalidDataException("The library's dynamic section points outside of its segments.");
    }

    private string Text(ReadOnlySpan<byte> file, int index)
    {
        var rest = file[(_strings + index)..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private static ushort Half(ReadOnlySpan<byte> file, int at) =>
        BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);

    private static uint Word(ReadOnlySpan<byte> file, int at) =>
        BinaryPrimitives.ReadUInt32LittleEndian(file[at..]);

    private static ulong Long(ReadOnlySpan<byte> file, int at) =>
        BinaryPrimitives.ReadUInt64LittleEndian(file[at..]);
}
