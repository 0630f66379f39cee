using System.Buffers.Binary;
using System.Text;

namespace Slimfront.Engine.Native;

/// <summary>
/// Lets a library that was built with GCC 13 load beside an older libstdc++, by taking away its one demand for
/// GLIBCXX_3.4.32.
/// </summary>
/// <remarks>
/// GCC 13 makes every program that includes &lt;iostream&gt; refer to <c>_ZSt21ios_base_library_initv</c>, a function
/// that does nothing: its symbol version exists to refuse older libraries. Nothing else in the library needs that
/// version, so three edits of the dynamic section suffice: the version requirement becomes weak, the symbol becomes
/// unversioned, and its name becomes <c>getpid</c>, which every C library has and which is as harmless to bind.
/// </remarks>
public static class LibstdcxxPatch
{
    /// <summary>The version that is no longer asked for.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    /// <summary>The only symbol that may carry it.</summary>
    public const string Symbol = "_ZSt21ios_base_library_initv";

    /// <summary>What the symbol is called afterwards.</summary>
    public const string Replacement = "getpid";

    private const ushort WeakRequirement = 0x2;
    private const ushort Unversioned = 1;

    /// <summary>The patched copy of a library; the argument is left as it is.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is not a 64-bit little-endian ELF library, or needs the version for more than that one symbol.
    /// </exception>
    public static byte[] Apply(ReadOnlySpan<byte> library)
    {
        var elf = ElfDynamics.Read(library);
        var requirement = elf.FindRequirement(library, Version);
        var users = elf.SymbolsOfVersion(library, requirement.Index);
        if (users.Count != 1 || elf.NameOf(library, users[0]) != Symbol)
            throw new InvalidDataException($"The library needs {Version} for more than '{Symbol}'.");
        var name = elf.NameOffset(library, users[0]);
        if (elf.NamesWithin(library, name, Symbol.Length + 1) != 1)
            throw new InvalidDataException($"The library uses the text '{Symbol}' for another name too.");

        var patched = library.ToArray();
        BinaryPrimitives.WriteUInt16LittleEndian(patched.AsSpan(requirement.FlagsOffset), WeakRequirement);
        BinaryPrimitives.WriteUInt16LittleEndian(patched.AsSpan(elf.VersionOffset(users[0])), Unversioned);
        Encoding.ASCII.GetBytes(Replacement + '\0', patched.AsSpan(name));
        return patched;
    }
}
