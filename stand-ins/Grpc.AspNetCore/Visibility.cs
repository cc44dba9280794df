using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Grpc.AspNetCore.Tests")]
