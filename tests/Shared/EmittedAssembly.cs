using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace ActorServer.Tests.Shared;

/// <summary>Writes an assembly without code that refers to others, whether they exist or not.</summary>
internal static class EmittedAssembly
{
    public static string Write(string folder, AssemblyName identity, params AssemblyName[] references)
    {
        var metadata = new MetadataBuilder();
        metadata.AddModule(0, metadata.GetOrAddString(identity.Name + ".dll"), metadata.GetOrAddGuid(Guid.NewGuid()), default, default);
        metadata.AddAssembly(metadata.GetOrAddString(identity.Name!), identity.Version ?? new Version(1, 0, 0, 0), default, default, 0, AssemblyHashAlgorithm.None);
        metadata.AddTypeDefinition(default, default, metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        foreach (var reference in references)
            metadata.AddAssemblyReference(metadata.GetOrAddString(reference.Name!), reference.Version!, default, default, default, default);

        var image = new BlobBuilder();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), new BlobBuilder()).Serialize(image);
        var file = Path.Combine(folder, identity.Name + ".dll");
        using var stream = File.Create(file);
        image.WriteContentTo(stream);
        return file;
    }
}
