using System.Buffers;
using System.Collections.Immutable;
using MessagePack;

namespace Slimfront.Actors.Serialization;

internal delegate void Writing<in T>(ref Fields fields, T value);

internal delegate T Reading<out T>(ref Fields fields);

/// <summary>How something is written, and read again.</summary>
/// <param name="Write">Writes one.</param>
/// <param name="Read">Reads one.</param>
internal sealed record Shape<T>(Writing<T> Write, Reading<T> Read)
{
    /// <summary>A list of them.</summary>
    public Shape<ImmutableArray<T>> List => field ??= new(WriteList, ReadList);

    /// <summary>Some of them by name, in any order. Of two with the same name the later one counts.</summary>
    public Shape<IReadOnlyCollection<KeyValuePair<string, T>>> Named => field ??= new(WriteNamed, ReadNamed);

    /// <summary>Some of them by name, in ordinal order of name.</summary>
    public Shape<ImmutableSortedDictionary<string, T>> Map =>
        field ??= Named.As<ImmutableSortedDictionary<string, T>>(Sorted, map => map);

    /// <summary>Something else that is written in the same way.</summary>
    /// <param name="from">Makes it of one of these.</param>
    /// <param name="to">Makes one of these of it.</param>
    public Shape<TOther> As<TOther>(Func<T, TOther> from, Func<TOther, T> to) =>
        new((ref f, value) => Write(ref f, to(value)), (ref f) => from(Read(ref f)));

    /// <summary>The bytes of one.</summary>
    public byte[] Encode(T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var fields = new Fields(new MessagePackWriter(buffer));
        Write(ref fields, value);
        fields.Writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads one, of which these are all the bytes.</summary>
    /// <exception cref="MalformedException">Bytes are left. Whatever else may be thrown is the bytes' fault too.</exception>
    public T Decode(ReadOnlyMemory<byte> bytes)
    {
        var fields = new Fields(new MessagePackReader(bytes));
        var value = Read(ref fields);
        return fields.Reader.End ? value : throw new MalformedException("Bytes are left after it.");
    }

    private void WriteList(ref Fields fields, ImmutableArray<T> items)
    {
        fields.Writer.WriteArrayHeader(items.Length);
        foreach (var item in items)
            Write(ref fields, item);
    }

    private ImmutableArray<T> ReadList(ref Fields fields)
    {
        fields.Enter();
        var count = fields.Reader.ReadArrayHeader();
        var items = ImmutableArray.CreateBuilder<T>();
        for (var i = 0; i < count; i++)
            items.Add(Read(ref fields));
        fields.Leave();
        return items.DrainToImmutable();
    }

    private static ImmutableSortedDictionary<string, T> Sorted(
        IReadOnlyCollection<KeyValuePair<string, T>> items
    )
    {
        var sorted = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (var (name, item) in items)
            sorted[name] = item;
        return sorted.ToImmutable();
    }

    private void WriteNamed(ref Fields fields, IReadOnlyCollection<KeyValuePair<string, T>> items)
    {
        fields.Writer.WriteMapHeader(items.Count);
        foreach (var (name, item) in items)
        {
            fields.Writer.Write(name);
            Write(ref fields, item);
        }
    }

    private IReadOnlyCollection<KeyValuePair<string, T>> ReadNamed(ref Fields fields)
    {
        fields.Enter();
        var count = fields.Reader.ReadMapHeader();
        var items = new List<KeyValuePair<string, T>>();
        for (var i = 0; i < count; i++)
            items.Add(new(Shapes.Text.Read(ref fields), Read(ref fields)));
        fields.Leave();
        return items;
    }
}
