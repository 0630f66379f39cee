using MessagePack;

namespace Slimfront.Actors.Serialization;

/// <summary>
/// Says of what fields a record consists: hands each through, in the order of the bytes, and makes the record of what comes
/// back. The one description serves both ways: of a record that is given, the fields are written; where none is, they are read.
/// </summary>
/// <param name="fields">What the fields are handed through.</param>
/// <param name="value">The record that is written; the default where one is read.</param>
internal delegate T Describing<T>(ref Fields fields, T? value);

/// <summary>The fields of records, on their way into bytes or out of them.</summary>
/// <remarks>
/// A record is an array of its fields in a fixed order. A newer version may only add fields at the end: a reader skips
/// those it does not know, and takes the default for those that are not there.
/// </remarks>
internal ref struct Fields
{
    private static readonly MessagePackSecurity Security =
        MessagePackSecurity.UntrustedData.WithMaximumObjectGraphDepth(32);

    public MessagePackWriter Writer;
    public MessagePackReader Reader;
    private readonly Way _way;
    private int _present;
    private int _place;

    /// <summary>On their way into bytes.</summary>
    public Fields(MessagePackWriter writer)
    {
        Writer = writer;
        _way = Way.Written;
    }

    /// <summary>On their way out of bytes.</summary>
    public Fields(MessagePackReader reader)
    {
        Reader = reader;
        _way = Way.Read;
    }

    private Fields(Way way) => (_way, _present) = (way, int.MaxValue);

    private enum Way
    {
        Written,
        Read,
        Counted,
    }

    /// <summary>How many fields a record has.</summary>
    public static int Count<T>(Describing<T> describe, T value)
    {
        var fields = new Fields(Way.Counted);
        describe(ref fields, value);
        return fields._place;
    }

    /// <summary>The next field.</summary>
    /// <param name="shape">How it is written.</param>
    /// <param name="value">The field of the record that is written.</param>
    /// <param name="absent">What it was for versions that do not write it; null where every version does.</param>
    /// <returns>The field of the record that is written; else what was read.</returns>
    public F Of<F>(Shape<F> shape, F? value, F? absent = null)
        where F : class =>
        Next(isLater: absent is not null)
            ? Pass(shape, value)
            : (_way is Way.Read ? absent : value) ?? throw Missing();

    /// <inheritdoc cref="Of{F}(Shape{F}, F, F)"/>
    public F Of<F>(Shape<F> shape, F? value, F? absent = null)
        where F : struct =>
        Next(isLater: absent is not null)
            ? Pass(shape, value)
            : (_way is Way.Read ? absent : value) ?? throw Missing();

    /// <summary>The next field, which may be null, and then is nil.</summary>
    /// <param name="shape">How it is written.</param>
    /// <param name="value">The field of the record that is written.</param>
    /// <param name="isLater">Whether earlier versions do not write it. Then it was null.</param>
    /// <returns>The field of the record that is written; else what was read.</returns>
    public F? OrNil<F>(Shape<F> shape, F? value, bool isLater = false)
        where F : class => Next(isLater) && IsGiven(value is not null) ? Pass(shape, value) : value;

    /// <inheritdoc cref="OrNil{F}(Shape{F}, F, bool)"/>
    public F? OrNil<F>(Shape<F> shape, F? value, bool isLater = false)
        where F : struct => Next(isLater) && IsGiven(value is not null) ? Pass(shape, value) : value;

    /// <summary>Writes a record.</summary>
    /// <param name="describe">Its fields.</param>
    /// <param name="value">The record.</param>
    /// <param name="count">How many of its fields are written; what is more than it has is nil.</param>
    public void Write<T>(Describing<T> describe, T value, int count)
    {
        var around = (_present, _place);
        (_present, _place) = (count, 0);
        Writer.WriteArrayHeader(count);
        describe(ref this, value);
        for (; _place < count; _place++)
            Writer.WriteNil();
        (_present, _place) = around;
    }

    /// <summary>Reads a record, and skips the fields that this version does not know.</summary>
    public T Read<T>(Describing<T> describe)
    {
        var around = (_present, _place);
        Enter();
        (_present, _place) = (Reader.ReadArrayHeader(), 0);
        var value = describe(ref this, default);
        for (; _place < _present; _place++)
            Reader.Skip();
        Leave();
        (_present, _place) = around;
        return value;
    }

    /// <summary>Begins to read something that holds others.</summary>
    public void Enter() => Security.DepthStep(ref Reader);

    /// <summary>Something that holds others was read.</summary>
    public void Leave() => Reader.Depth--;

    // Whether the next field is among the bytes.
    private bool Next(bool isLater)
    {
        var isPresent = _place++ < _present;
        return isPresent || isLater
            ? isPresent
            : throw new MalformedException($"A record has {_present} fields; {_place} or more are needed.");
    }

    private bool IsGiven(bool isGiven)
    {
        if (_way is Way.Read)
            return !Reader.TryReadNil();
        if (_way is Way.Written && !isGiven)
            Writer.WriteNil();
        return isGiven;
    }

    private F Pass<F>(Shape<F> shape, F? value)
        where F : class => _way is Way.Read ? shape.Read(ref this) : Put(shape, value ?? throw Missing());

    private F Pass<F>(Shape<F> shape, F? value)
        where F : struct => _way is Way.Read ? shape.Read(ref this) : Put(shape, value ?? throw Missing());

    private F Put<F>(Shape<F> shape, F value)
    {
        if (_way is Way.Written)
            shape.Write(ref this, value);
        return value;
    }

    private readonly InvalidOperationException Missing() => new($"Field {_place} of a record is null.");
}
